// SPDX-License-Identifier: Apache-2.0
/**
 * What XS wants to know of the machine it is compiled for: a bare 32-bit RISC-V with picolibc, one thread, no files, no sockets.
 * The switches that change the code of the engine are those of the SDK's release builds for the ESP32-C3 (facts B6).
 */
#ifndef BARE_PLATFORM
#define BARE_PLATFORM

#undef mxLittleEndian
#define mxLittleEndian 1

#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

typedef void *txSocket;
#define mxNoSocket NULL

/** The chip traps an address that is not aligned. */
#define mxUnalignedAccess 0
#define mxMisalignedSettersCrash 1
#define mxIntegerDivideOverflowException 0

#define C_PATH_MAX 256
#define mxTableMinLength 1

/** Where a static machine (the ESP32-C3's) takes slots and chunks from; all 0 when they have blocks of their own. */
#define mxMachinePlatform \
	uint8_t *area; \
	uint8_t *areaStart; \
	uint8_t *areaEnd;

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultQueuePromiseJobs 0
#define mxUseDefaultSharedChunks 1

/** The clock of the virtual board is asked through the SDK's modules; nothing in the firmware uses `Date`. */
extern int bareTimeOfDay(struct timeval *time, struct timezone *zone);
#define c_gettimeofday bareTimeOfDay
#define c_timeval struct timeval
#define c_timezone struct timezone

#endif
