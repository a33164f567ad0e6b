// SPDX-License-Identifier: Apache-2.0
/** esbuild bundles imported style sheets into panel.css. */
declare module "*.css" {}
