// SPDX-License-Identifier: Apache-2.0
/** `mc/config`: what stands under "config" in the manifest, of our own. Everything in it can be read out of the image. */
declare const config: {
  readonly chip: string;
  /** Three numbers, as "0.2.0". */
  readonly firmwareVersion: string;
  readonly securityVersion: number;
  /** Public keys of 64 hexadecimal digits, with commas between them; "": takes no updates. */
  readonly updateKeys: string;
  /** Key ids of 16 hexadecimal digits, with commas between them. */
  readonly revokedKeys: string;
};
export default config;
