// SPDX-License-Identifier: Apache-2.0
/**
 * The SDK's module "system", which has `restart()`, also wants a list of everything that a device can do. The SDK's own list
 * brings sockets, I2C and SPI into the image; this one is empty.
 */
export default Object.freeze({});
