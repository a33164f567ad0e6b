// SPDX-License-Identifier: Apache-2.0
/** Native functions of the firmware for SHA-512: digestStart() gives an object, digestAdd(object, bytes), digestEnd(object) a hash. */
#ifndef DIGEST
#define DIGEST

struct xsMachineRecord;

void digestStart(struct xsMachineRecord *the);
void digestAdd(struct xsMachineRecord *the);
void digestEnd(struct xsMachineRecord *the);

#endif
