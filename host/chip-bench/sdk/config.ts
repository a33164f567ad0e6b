// SPDX-License-Identifier: Apache-2.0
/** "mc/config": the linker puts it into the image, so it is the one of the virtual board's image from the factory. */
import { factoryConfig } from "../../board/factory-config";

export default factoryConfig;
