// SPDX-License-Identifier: Apache-2.0
/** The processor's count of executed instructions; exact under `qemu -icount shift=0`. */
#ifndef INSTRUCTIONS
#define INSTRUCTIONS

#include <stdint.h>

static inline uint64_t instructionsNow(void)
{
	uint32_t high, low, again;
	do {
		__asm__ volatile("csrr %0, minstreth\n\tcsrr %1, minstret\n\tcsrr %2, minstreth" : "=r"(high), "=r"(low), "=r"(again));
	} while (high != again);
	return (uint64_t)high << 32 | low;
}

#endif
