// SPDX-License-Identifier: Apache-2.0
/**
 * What XS calls on a bare machine: memory of a fixed size as on the chip, and the end of the run when it is used up. Modules,
 * promise jobs and clocks are not there: the bundles are scripts, and the firmware uses neither promises nor `Date`.
 */
#include "xsAll.h"
#include "xsScript.h"

/** `context` of a machine: bytes of a static one, in which chunks grow up and slots down; NULL: blocks as they are asked for. */
void fxCreateMachinePlatform(txMachine *the)
{
	txSize *staticSize = the->context;
	if (!staticSize || !*staticSize) return;
	the->area = c_malloc(*staticSize);
	the->areaStart = the->area;
	the->areaEnd = the->area + *staticSize;
}

void fxDeleteMachinePlatform(txMachine *the)
{
	c_free(the->area);
}

void *fxAllocateChunks(txMachine *the, txSize size)
{
	if (!the->area) return c_malloc(size);
	if (the->areaEnd - the->areaStart < size) return NULL;
	void *chunks = the->areaStart;
	the->areaStart += size;
	return chunks;
}

void fxFreeChunks(txMachine *the, void *chunks)
{
	if (!the->area) c_free(chunks);
}

/** Slots that do not fit get what the chunks do not need. */
static void takeFromChunks(txMachine *the)
{
	txBlock *block = the->firstBlock;
	if (!block || (uint8_t *)block->limit != the->areaStart) return;
	fxCollectGarbage(the);
	the->maximumChunksSize -= block->limit - block->current;
	block->limit = block->current;
	the->areaStart = (uint8_t *)block->limit;
}

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
	txSize size = count * sizeof(txSlot);
	if (!the->area) return c_malloc(size);
	if (the->areaEnd - the->areaStart < size) takeFromChunks(the);
	if (the->areaEnd - the->areaStart < size) return NULL;
	the->areaEnd -= size;
	return (txSlot *)the->areaEnd;
}

void fxFreeSlots(txMachine *the, void *slots)
{
	if (!the->area) c_free(slots);
}

/** The chip would restart. Exit code 3 tells the driver that memory of the stated size is not enough. */
void fxAbort(txMachine *the, int status)
{
	static const char *const reasons[] = {
		[XS_NOT_ENOUGH_MEMORY_EXIT] = "memory full",
		[XS_STACK_OVERFLOW_EXIT] = "stack overflow",
		[XS_NO_MORE_KEYS_EXIT] = "no more keys",
	};
	const char *reason = status < (int)(sizeof reasons / sizeof *reasons) ? reasons[status] : NULL;
	c_printf("abort: %s\n", reason ? reason : "fatal");
	exit(reason ? 3 : 4);
}

int bareTimeOfDay(struct timeval *time, struct timezone *zone)
{
	c_memset(time, 0, sizeof *time);
	return 0;
}

uint32_t modMilliseconds(void)
{
	return 0;
}

void fxQueuePromiseJobs(txMachine *the)
{
}

txID fxFindModule(txMachine *the, txSlot *realm, txID moduleID, txSlot *slot)
{
	return XS_NO_ID;
}

void fxLoadModule(txMachine *the, txSlot *module, txID moduleID)
{
}
