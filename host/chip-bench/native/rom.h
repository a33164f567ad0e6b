// SPDX-License-Identifier: Apache-2.0
/**
 * The firmware as it would lie in the chip's flash: a machine that only gives its slots, strings and byte code away to be read.
 * A machine is `void *` because the two headers of XS name its type differently.
 */
#ifndef ROM
#define ROM

/** Evaluates a script in a machine of its own; the program ends when it throws. */
void runScript(void *the, const char *source, int length);
/** Everything that it holds becomes read-only; from here on it can only be cloned. */
void turnToRom(void *the);
/** Functions without `name` and `length`, errors without a stack: the SDK's linker leaves out what no code asks for. */
void stripDefaults(void);

#endif
