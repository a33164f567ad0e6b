// SPDX-License-Identifier: Apache-2.0
/** SHA-512 (FIPS 180-4). Stands for the C code of the SDK's `crypt`, so that hashing is counted too. */
#ifndef SHA512
#define SHA512

#include <stddef.h>
#include <stdint.h>

enum { sha512BlockBytes = 128, sha512Bytes = 64 };

typedef struct {
	uint64_t state[8];
	uint64_t byteCount;
	uint8_t block[sha512BlockBytes];
} Sha512;

void sha512Start(Sha512 *hash);
void sha512Add(Sha512 *hash, const uint8_t *bytes, size_t count);
void sha512End(Sha512 *hash, uint8_t result[sha512Bytes]);

#endif
