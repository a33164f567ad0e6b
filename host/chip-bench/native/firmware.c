// SPDX-License-Identifier: Apache-2.0
/** See firmware.h. */
#include "xsAll.h"

#include "firmware.h"

/** The SDK's manifest_base: what run-time names cost is outside of chunks and slots. */
enum { keys = 32, keyStep = 32 };

static txMachine *rom;
static txMachine *firmware;
static int collectInterval, callsUntilCollect;
static int peaks[keysNow + 1];

void useRom(void *machine)
{
	rom = machine;
}

void *firmwareNow(void)
{
	return firmware;
}

uint32_t meterOf(void *machine)
{
#ifdef mxMetering
	return ((txMachine *)machine)->meterIndex;
#else
	return 0;
#endif
}

static void look(void)
{
	fxCollectGarbage(firmware);
	peaks[slotsNow] = firmware->currentHeapCount;
	peaks[chunkBytesNow] = firmware->currentChunksSize;
	if (peaks[slotsPeak] < peaks[slotsNow]) peaks[slotsPeak] = peaks[slotsNow];
	if (peaks[chunkBytesPeak] < peaks[chunkBytesNow]) peaks[chunkBytesPeak] = peaks[chunkBytesNow];
}

void powerFirmware(const int sizes[firmwareSizes])
{
	static txSize staticSize;
	txCreation creation = {
		.initialChunkSize = sizes[1],
		.incrementalChunkSize = sizes[2],
		.initialHeapCount = sizes[3],
		.incrementalHeapCount = sizes[4],
		.stackCount = sizes[5],
		.initialKeyCount = keys,
		.incrementalKeyCount = keyStep,
		.nameModulo = rom->nameModulo,
		.symbolModulo = rom->symbolModulo,
	};
	staticSize = sizes[0];
	if (firmware) fxDeleteMachine(firmware);
	firmware = fxCloneMachine(&creation, rom, "firmware", &staticSize);
	c_memset(firmware->stackBottom, 0, (txByte *)firmware->stack - (txByte *)firmware->stackBottom);
	c_memset(peaks, 0, sizeof peaks);
	look();
	peaks[slotsAtPowerUp] = peaks[slotsNow];
	peaks[chunkBytesAtPowerUp] = peaks[chunkBytesNow];
}

void collectAtCalls(int interval)
{
	collectInterval = callsUntilCollect = interval;
}

void collectWhenAsked(void)
{
	if (!collectInterval || --callsUntilCollect) return;
	callsUntilCollect = collectInterval;
	look();
}

int measuredMemory(int figure)
{
	if (figure == stackSlotsPeak) {
		/* Downwards, until so many slots were never used: XS works out decimals at the bottom (xsdtoa.c), which is no depth. */
		const txByte unused[64 * sizeof(txSlot)] = { 0 };
		txSlot *deepest = firmware->stackTop;
		while (deepest - firmware->stackBottom >= 64 && c_memcmp(deepest - 64, unused, sizeof unused)) deepest--;
		return firmware->stackTop - deepest;
	}
	if (figure == keysNow) return firmware->keyIndex - firmware->keyOffset;
	return peaks[figure];
}
