// SPDX-License-Identifier: Apache-2.0
/**
 * A run: `rom.js` becomes the firmware in flash, `world.js` the virtual board and the bench beside it, `request.json` is what it
 * is asked to measure. They are files of the folder where qemu was started. Ends with 0, or 1 when the bench throws.
 */
#include "xs.h"

#include <semihost.h>

#include "chip-calls.h"
#include "rom.h"

/** Of the package's modules, as in its worker. */
extern void modInstallTextDecoder(xsMachine *the);
extern void modInstallTextEncoder(xsMachine *the);

static char *fileText(const char *path, int *length)
{
	int file = sys_semihost_open(path, SH_OPEN_R_B);
	if (file < 0) {
		printf("no file %s\n", path);
		exit(2);
	}
	*length = sys_semihost_flen(file);
	char *text = malloc(*length + 1);
	sys_semihost_read(file, text, *length);
	text[*length] = 0;
	sys_semihost_close(file);
	return text;
}

/** A processor that has nowhere to go after a fault would run on for ever. */
static void __attribute__((naked)) fault(void)
{
	__asm__ volatile("la sp, faultStack + 4096\n\tj reportFault");
}

uint8_t faultStack[4096] __attribute__((aligned(16)));

void __attribute__((noreturn)) reportFault(void)
{
	uint32_t cause, at;
	__asm__ volatile("csrr %0, mcause\n\tcsrr %1, mepc" : "=r"(cause), "=r"(at));
	printf("fault %u at 0x%08x\n", (unsigned)cause, (unsigned)at);
	exit(5);
}

static xsMachine *roomyMachine(const char *name)
{
	xsCreation creation = {
		.initialChunkSize = 8 << 20,
		.incrementalChunkSize = 1 << 20,
		.initialHeapCount = 400000,
		.incrementalHeapCount = 100000,
		.stackCount = 8192,
		.initialKeyCount = 4096,
		.incrementalKeyCount = 1024,
		.nameModulo = 53,
		.symbolModulo = 3,
		.parserBufferSize = 64 << 10,
		.parserTableModulo = 1993,
	};
	return xsCreateMachine(&creation, (char *)name, NULL);
}

static void runFile(xsMachine *machine, const char *path)
{
	int length;
	char *source = fileText(path, &length);
	runScript(machine, source, length);
	free(source);
}

int main(void)
{
	int length;
	bool failed = false;
	__asm__ volatile("csrw mtvec, %0" : : "r"(fault));
	stripDefaults();
	xsMachine *rom = roomyMachine("rom");
	installInRom(rom);
	runFile(rom, "rom.js");
	turnToRom(rom);
	xsMachine *world = roomyMachine("world");
	installInWorld(world, rom);
	xsBeginHost(world);
	modInstallTextDecoder(the);
	modInstallTextEncoder(the);
	xsEndHost(world);
	runFile(world, "world.js");
	connectWorld(world);
	char *request = fileText("request.json", &length);
	xsBeginHost(world);
	{
		xsVars(1);
		xsTry
		{
			xsVar(0) = xsString(request);
			xsCall1(xsGlobal, xsID("runBench"), xsVar(0));
		}
		xsCatch
		{
			printf("bench: %s\n", xsToString(xsException));
			failed = true;
		}
	}
	xsEndHost(world);
	return failed;
}
