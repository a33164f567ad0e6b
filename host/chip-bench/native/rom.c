// SPDX-License-Identifier: Apache-2.0
/**
 * Does at the start of a run what the SDK's linker does on a computer (facts B6): runs the modules' bodies, and makes what
 * is there then read-only memory. XS brings most of it along: fxShareMachine() and, for whoever uses it, fxCloneMachine().
 * What is left are the places where XS treats code that was parsed at run time otherwise than code in flash: it copies
 * strings and functions out of it. Here they get the kinds and the byte codes of preloaded code, which are used in place.
 */
#include "xsAll.h"
#include "xsScript.h"

#include "rom.h"

void runScript(void *machine, const char *source, int length)
{
	txMachine *the = machine;
	fxBeginHost(the);
	mxTry(the) {
		txStringCStream stream = { .buffer = (txString)source, .offset = 0, .size = length };
		txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
		txScript *script = fxParseScript(the, &stream, fxStringCGetter, mxProgramFlag | mxStrictFlag);
		fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
			mxProgram.value.reference);
		mxPop();
	}
	mxCatch(the) {
		c_printf("script: %s\n", fxToString(the, &mxException));
		exit(2);
	}
	fxEndHost(the);
}

void stripDefaults(void)
{
	txDefaults *defaults = (txDefaults *)&gxDefaults;
	defaults->newFunctionLength = C_NULL;
	defaults->newFunctionName = C_NULL;
	defaults->captureErrorStack = C_NULL;
}

static txByte codeInPlace(txByte code)
{
	switch ((txU1)code) {
	case XS_CODE_CODE_1: return XS_CODE_CODE_ARCHIVE_1;
	case XS_CODE_CODE_2: return XS_CODE_CODE_ARCHIVE_2;
	case XS_CODE_CODE_4: return XS_CODE_CODE_ARCHIVE_4;
	case XS_CODE_STRING_1: return XS_CODE_STRING_ARCHIVE_1;
	case XS_CODE_STRING_2: return XS_CODE_STRING_ARCHIVE_2;
	case XS_CODE_STRING_4: return XS_CODE_STRING_ARCHIVE_4;
	default: return code;
	}
}

/** Walks a function's byte code. Behind its end the chunk is padded; that nobody runs it. */
static void useCodeInPlace(txByte *code)
{
	txByte *end = code + (((txChunk *)(code - sizeof(txChunk)))->size & 0x7fffffff) - sizeof(txChunk);
	while (code < end) {
		if ((txU1)*code >= XS_CODE_COUNT) return;
		*code = codeInPlace(*code);
		txS1 size = gxCodeSizes[(txU1)*code];
		txByte *operand = code + 1;
		if (size > 0) code += size;
		else if (size == 0) code = operand + sizeof(txID);
		else if (size == -1) code = operand + 1 + (txU1)*operand;
		else {
			txU4 length = 0;
			c_memcpy(&length, operand, -size);
			code = operand - size + length;
		}
	}
}

static void useSlotInPlace(txSlot *slot)
{
	switch (slot->kind) {
	case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
	case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
	case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
	case XS_CODE_KIND:
		useCodeInPlace(slot->value.code.address);
		slot->kind = XS_CODE_X_KIND;
		break;
	case XS_ARRAY_KIND:
		for (txIndex i = 0, count = fxGetIndexSize(C_NULL, slot); i < count; i++) useSlotInPlace(slot->value.array.address + i);
		break;
	default: break;
	}
}

void turnToRom(void *machine)
{
	txMachine *the = machine;
	fxShareMachine(the);
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) useSlotInPlace(slot);
	}
	for (txSlot *slot = the->stack; slot < the->stackTop; slot++) useSlotInPlace(slot);
}
