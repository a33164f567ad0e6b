// SPDX-License-Identifier: Apache-2.0
/** What the image of a virtual board from the factory says of itself. It takes updates that are signed with the demo keys. */
import type { FirmwareConfig } from "./app-image";
import { demoPublicKeys } from "./demo-keys";

export const factoryConfig: FirmwareConfig = Object.freeze({
  chip: "virtual",
  firmwareVersion: "0.1.0",
  securityVersion: 1,
  updateKeys: demoPublicKeys.join(),
  revokedKeys: "",
});
