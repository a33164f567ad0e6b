// SPDX-License-Identifier: Apache-2.0
/**
 * The wall between the two machines of a run. The firmware runs in one that has the chip's memory; the virtual board and the
 * bench in another, whose work is not counted. Whatever crosses is copied, except callbacks: the board knows them by number.
 */
#ifndef CHIP_CALLS
#define CHIP_CALLS

struct xsMachineRecord;

/** What the firmware's modules for the SDK call: `chip(name, ...arguments)` and the digests. Before its script runs. */
void installInRom(struct xsMachineRecord *rom);
/** What the board's side calls: see host/chip-bench/machine.ts. */
void installInWorld(struct xsMachineRecord *world, struct xsMachineRecord *rom);
/** When its script has run: it has put `answerChip` into its global object. */
void connectWorld(struct xsMachineRecord *world);

#endif
