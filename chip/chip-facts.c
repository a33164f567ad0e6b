// SPDX-License-Identifier: Apache-2.0
/**
 * The native half of chip-facts.ts. Brown-out levels: Kconfig of ESP-IDF v6.0, components/esp_system/port/soc.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "sdkconfig.h"
#include "esp_chip_info.h"
#include "esp_flash.h"
#include "esp_mac.h"
#include "esp_partition.h"

enum { kMacBytes = 6, kLevels = 8 };

static int brownoutMillivolts(void)
{
#if CONFIG_ESP_BROWNOUT_DET
	#if CONFIG_IDF_TARGET_ESP32S3
		static const int levels[kLevels] = { 0, 3300, 3190, 2980, 2840, 2670, 2560, 2440 };
	#elif CONFIG_IDF_TARGET_ESP32C3
		static const int levels[kLevels] = { 0, 0, 3270, 3100, 2920, 2760, 2640, 2510 };
	#else
		static const int levels[kLevels] = { 2430, 2480, 2580, 2620, 2670, 2700, 2770, 2800 };
	#endif
	return levels[CONFIG_ESP_BROWNOUT_DET_LVL % kLevels];
#else
	return 0;
#endif
}

static const char *modelName(void)
{
	esp_chip_info_t info;

	esp_chip_info(&info);
	switch (info.model) {
		case CHIP_ESP32: return "esp32";
		case CHIP_ESP32S3: return "esp32s3";
		case CHIP_ESP32C3: return "esp32c3";
		default: return "";
	}
}

void xs_latchkey_chipFacts(xsMachine *the)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t mac[kMacBytes] = { 0 };
	char serial[2 * kMacBytes + 1] = { 0 };
	uint32_t flashBytes = 0;
	int i;

	esp_efuse_mac_get_default(mac);
	for (i = 0; i < kMacBytes; i++) {
		serial[2 * i] = digits[mac[i] >> 4];
		serial[2 * i + 1] = digits[mac[i] & 0x0f];
	}
	if (ESP_OK != esp_flash_get_physical_size(NULL, &flashBytes))
		flashBytes = 0;

	xsmcVars(1);
	xsResult = xsNewObject();
	xsmcSetString(xsVar(0), (char *)modelName());
	xsmcSet(xsResult, xsID_model, xsVar(0));
	xsmcSetNumber(xsVar(0), flashBytes);
	xsmcSet(xsResult, xsID_flashBytes, xsVar(0));
	xsmcSetString(xsVar(0), serial);
	xsmcSet(xsResult, xsID_serial, xsVar(0));
	xsmcSetInteger(xsVar(0), brownoutMillivolts());
	xsmcSet(xsResult, xsID_brownoutMillivolts, xsVar(0));
}

void xs_latchkey_partitionBytes(xsMachine *the)
{
	const esp_partition_t *partition = esp_partition_find_first(ESP_PARTITION_TYPE_ANY, ESP_PARTITION_SUBTYPE_ANY, xsmcToString(xsArg(0)));

	if (partition)
		xsmcSetNumber(xsResult, partition->size);
}
