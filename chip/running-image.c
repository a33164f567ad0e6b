// SPDX-License-Identifier: Apache-2.0
/**
 * The native half of running-image.ts.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "app_update/include/esp_ota_ops.h"

void xs_latchkey_isOnProbation(xsMachine *the)
{
	esp_ota_img_states_t state;

	xsmcSetBoolean(xsResult, (ESP_OK == esp_ota_get_state_partition(esp_ota_get_running_partition(), &state))
		&& (ESP_OTA_IMG_PENDING_VERIFY == state));
}

void xs_latchkey_markValid(xsMachine *the)
{
	if (ESP_OK != esp_ota_mark_app_valid_cancel_rollback())
		xsUnknownError("can't mark as valid");
}

void xs_latchkey_bootsFromNowOn(xsMachine *the)
{
	const esp_partition_t *running = esp_ota_get_running_partition();

	if (running == esp_ota_get_boot_partition())
		return;
	if ((ESP_OK != esp_ota_set_boot_partition(running)) || (ESP_OK != esp_ota_mark_app_valid_cancel_rollback()))
		xsUnknownError("can't boot from now on");
}
