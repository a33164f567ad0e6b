// SPDX-License-Identifier: Apache-2.0
/**
 * The native half of hardware-random.ts.
 *
 * With the ADC as its source the generator gains one bit per 40 cycles of the 80 MHz bus, as the comment in ESP-IDF's
 * boot loader says (bootloader_random.c), which waits twice that long for each word. esp_random() waits only for what a
 * radio would supply, so the wait stands here.
 */
#include <string.h>
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "bootloader_random.h"
#include "esp_random.h"
#include "esp_rom_sys.h"

enum { kBytesMax = 256, kWordWaitUs = 32 };

void xs_latchkey_fillRandom(xsMachine *the)
{
	uint8_t *bytes;
	xsUnsignedValue length, offset;

	if (xsmcArgc != 1)
		xsSyntaxError("buffer");
	xsmcGetBufferWritable(xsArg(0), (void **)&bytes, &length);
	if (length < 1 || length > kBytesMax)
		xsRangeError("buffer");

	bootloader_random_enable();
	for (offset = 0; offset < length; offset += sizeof(uint32_t)) {
		uint32_t word;

		esp_rom_delay_us(kWordWaitUs);
		word = esp_random();
		memcpy(bytes + offset, &word, length - offset < sizeof(word) ? length - offset : sizeof(word));
	}
	bootloader_random_disable();
}
