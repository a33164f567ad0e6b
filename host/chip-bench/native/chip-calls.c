// SPDX-License-Identifier: Apache-2.0
/** See chip-calls.h. The processor's instructions are counted while the firmware's machine runs, its compute units too. */
#include "xs.h"

#include "chip-calls.h"
#include "digest.h"
#include "firmware.h"
#include "instructions.h"

/** Of xsmc.h, which cannot be included beside xs.h. */
extern xsIntegerValue _xsmcGetBuffer(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *count, xsBooleanValue writable);

enum { argumentsMax = 8, callbacksMax = 64 };

static xsMachine *world;
/** Its function that answers the firmware's calls, and the last answer. */
static xsSlot worldChip, worldAnswer;

/** Of the firmware that runs now; a number of the board's is an index here. */
static xsSlot callbacks[callbacksMax];
static bool isUsed[callbacksMax];

static uint64_t startedAt;
static uint32_t unitsAtStart;
static uint64_t instructions;
static uint32_t units;

static void startCounting(xsMachine *firmware)
{
	unitsAtStart = meterOf(firmware);
	startedAt = instructionsNow();
}

static void stopCounting(xsMachine *firmware)
{
	instructions += instructionsNow() - startedAt;
	units += meterOf(firmware) - unitsAtStart;
}

static int rememberCallback(xsMachine *the, xsSlot *callback)
{
	int number = 0;
	while (number < callbacksMax && isUsed[number]) number++;
	if (number == callbacksMax) fxAbort(the, xsFatalCheckExit);
	callbacks[number] = *callback;
	isUsed[number] = true;
	fxRemember(the, &callbacks[number]);
	return number;
}

static void forgetCallback(xsMachine *firmware, int number)
{
	if (!isUsed[number]) return;
	isUsed[number] = false;
	fxForget(firmware, &callbacks[number]);
}

static void copy(xsMachine *from, xsSlot *value, xsMachine *to, xsSlot *result)
{
	void *bytes;
	xsUnsignedValue count;
	switch (fxTypeOf(from, value)) {
	case xsBooleanType: fxBoolean(to, result, fxToBoolean(from, value)); break;
	case xsIntegerType: fxInteger(to, result, fxToInteger(from, value)); break;
	case xsNumberType: fxNumber(to, result, fxToNumber(from, value)); break;
	case xsStringType:
	case xsStringXType: fxString(to, result, fxToString(from, value)); break;
	case xsReferenceType:
		if (fxIsCallable(from, value)) fxInteger(to, result, rememberCallback(from, value));
		else {
			_xsmcGetBuffer(from, value, &bytes, &count, 0);
			fxArrayBuffer(to, result, bytes, count, -1);
		}
		break;
	default: fxUndefined(to, result); break;
	}
}

/** What a native function read into the firmware's own buffer. */
static void copyBack(xsMachine *the, xsSlot *from, xsMachine *firmware, xsSlot *to)
{
	void *source, *target;
	xsUnsignedValue sourceCount, targetCount;
	if (fxTypeOf(firmware, to) != xsReferenceType || fxIsCallable(firmware, to)) return;
	_xsmcGetBuffer(the, from, &source, &sourceCount, 0);
	_xsmcGetBuffer(firmware, to, &target, &targetCount, 0);
	memcpy(target, source, targetCount);
}

/** In the firmware: chip(name, ...arguments). The board's machine answers; an exception there becomes one here. */
static void callChip(xsMachine *the)
{
	xsMachine *firmware = the;
	char message[128] = "";
	stopCounting(firmware);
	int count = fxToInteger(the, &xsArgc);
	xsSlot *first = &xsArg(0);
	xsBeginHost(world);
	{
		xsVars(argumentsMax);
		xsTry
		{
			for (int i = 0; i < count; i++) copy(firmware, first - i, the, &xsVar(i));
			xsOverflow(-XS_FRAME_COUNT - count);
			fxPush(xsGlobal);
			fxPush(worldChip);
			fxCall(the);
			for (int i = 0; i < count; i++) fxPush(xsVar(i));
			fxRunCount(the, count);
			worldAnswer = fxPop();
			for (int i = 0; i < count; i++) copyBack(the, &xsVar(i), firmware, first - i);
		}
		xsCatch
		{
			xsToStringBuffer(xsException, message, sizeof message - 1);
		}
	}
	xsEndHost(world);
	collectWhenAsked();
	startCounting(firmware);
	if (!*message) copy(world, &worldAnswer, the, &xsResult);
	else fxThrowMessage(the, NULL, 0, XS_UNKNOWN_ERROR, "%s", message);
}

/** On the board: callFirmware(callback, count) or callFirmware("main"). */
static void callFirmware(xsMachine *the)
{
	xsMachine *firmware = firmwareNow();
	char message[128] = "";
	int number = xsTypeOf(xsArg(0)) == xsIntegerType ? xsToInteger(xsArg(0)) : -1;
	int count = fxToInteger(the, &xsArgc) > 1 ? xsToInteger(xsArg(1)) : 0;
	char name[32] = "";
	if (number < 0) xsToStringBuffer(xsArg(0), name, sizeof name);
	startCounting(firmware);
	xsBeginHost(firmware);
	{
		xsTry
		{
			if (number < 0) xsCall0(xsGlobal, xsID(name));
			else xsCallFunction1(callbacks[number], xsUndefined, xsInteger(count));
		}
		xsCatch
		{
			xsToStringBuffer(xsException, message, sizeof message - 1);
			if (!*message) strcpy(message, "exception");
		}
	}
	xsEndHost(firmware);
	stopCounting(firmware);
	if (*message) xsUnknownError("%s", message);
}

/** startFirmware(staticBytes, chunkBytes, chunkStep, slots, slotStep, stackSlots): power comes on. */
static void startFirmware(xsMachine *the)
{
	int sizes[firmwareSizes];
	for (int i = 0; i < firmwareSizes; i++) sizes[i] = xsToInteger(xsArg(i));
	memset(isUsed, 0, sizeof isUsed);
	powerFirmware(sizes);
}

static void release(xsMachine *the)
{
	forgetCallback(firmwareNow(), xsToInteger(xsArg(0)));
}

/** As the XS worker's: resetMeter(0, units) returns the count and sets it. */
static void resetMeter(xsMachine *the)
{
	xsResult = xsInteger(units);
	units = xsToInteger(xsArg(1));
}

static void takeInstructions(xsMachine *the)
{
	xsResult = xsNumber((double)instructions);
	instructions = 0;
}

/** memoryFigure(index): see firmware.h. */
static void memoryFigure(xsMachine *the)
{
	int figure = xsToInteger(xsArg(0));
	xsResult = xsInteger(measuredMemory(figure));
}

static void setCollecting(xsMachine *the)
{
	collectAtCalls(xsToInteger(xsArg(0)));
}

static void print(xsMachine *the)
{
	printf("%s\n", xsToString(xsArg(0)));
}

static void install(xsMachine *machine, const char *name, xsCallback callback, int length)
{
	xsBeginHost(machine);
	xsResult = xsNewHostFunction(callback, length);
	xsSet(xsGlobal, xsID(name), xsResult);
	xsEndHost(machine);
}

void installInRom(xsMachine *rom)
{
	install(rom, "chip", callChip, 1);
	install(rom, "digestStart", digestStart, 0);
	install(rom, "digestAdd", digestAdd, 2);
	install(rom, "digestEnd", digestEnd, 1);
}

void installInWorld(xsMachine *machine, xsMachine *rom)
{
	world = machine;
	useRom(rom);
	install(machine, "startFirmware", startFirmware, firmwareSizes);
	install(machine, "callFirmware", callFirmware, 2);
	install(machine, "releaseCallback", release, 1);
	install(machine, "resetMeter", resetMeter, 2);
	install(machine, "takeInstructions", takeInstructions, 0);
	install(machine, "memoryFigure", memoryFigure, 1);
	install(machine, "collectAtCalls", setCollecting, 1);
	install(machine, "print", print, 1);
}

void connectWorld(xsMachine *machine)
{
	xsBeginHost(machine);
	worldChip = xsGet(xsGlobal, xsID("answerChip"));
	fxRemember(the, &worldChip);
	xsEndHost(machine);
}
