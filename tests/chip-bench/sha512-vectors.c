// SPDX-License-Identifier: Apache-2.0
/** Prints the hash of its first argument, which it takes in pieces of one byte and of the rest. */
#include "../../host/chip-bench/native/sha512.h"

#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
	const uint8_t *text = (const uint8_t *)(count > 1 ? arguments[1] : "");
	size_t length = strlen((const char *)text);
	uint8_t result[sha512Bytes];
	Sha512 hash;
	sha512Start(&hash);
	sha512Add(&hash, text, length > 0);
	if (length > 0) sha512Add(&hash, text + 1, length - 1);
	sha512End(&hash, result);
	for (int i = 0; i < sha512Bytes; i++) printf("%02x", result[i]);
	return 0;
}
