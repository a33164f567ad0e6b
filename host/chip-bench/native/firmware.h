// SPDX-License-Identifier: Apache-2.0
/** The machine that the firmware runs in, from one power-up to the next: the chip's memory over what is in flash. `void *`: see rom.h. */
#ifndef FIRMWARE
#define FIRMWARE

#include <stdbool.h>
#include <stdint.h>

/** Static bytes, or 0; chunk bytes and their step, slots and their step; slots of the stack. */
enum { firmwareSizes = 6 };

void useRom(void *rom);
/** A machine as after a power-up; what ran before is gone. */
void powerFirmware(const int sizes[firmwareSizes]);
void *firmwareNow(void);
uint32_t meterOf(void *firmware);

/** Collects garbage at every `interval`th call of the firmware out of its machine, to see what is alive; 0: never. */
void collectAtCalls(int interval);
void collectWhenAsked(void);

/** Since power-up. Slots and chunk bytes are those alive when garbage was collected at a call. */
enum { slotsAtPowerUp, chunkBytesAtPowerUp, slotsPeak, chunkBytesPeak, slotsNow, chunkBytesNow, stackSlotsPeak, keysNow };
int measuredMemory(int figure);

#endif
