// SPDX-License-Identifier: Apache-2.0
/** See digest.h. As in the SDK, the state lies outside of the heap of JavaScript. */
#include "xs.h"

#include "digest.h"
#include "sha512.h"

/** Of xsmc.h, which cannot be included beside xs.h. */
extern xsIntegerValue _xsmcGetBuffer(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *count, xsBooleanValue writable);

void digestStart(xsMachine *the)
{
	Sha512 *hash = malloc(sizeof *hash);
	sha512Start(hash);
	xsResult = xsNewHostObject(free);
	xsSetHostData(xsResult, hash);
}

void digestAdd(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue count;
	_xsmcGetBuffer(the, &xsArg(1), &bytes, &count, 0);
	sha512Add(xsGetHostData(xsArg(0)), bytes, count);
}

void digestEnd(xsMachine *the)
{
	uint8_t result[sha512Bytes];
	sha512End(xsGetHostData(xsArg(0)), result);
	xsResult = xsArrayBuffer(result, sizeof result);
}
