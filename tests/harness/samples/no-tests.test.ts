// SPDX-License-Identifier: Apache-2.0
/** A sample for runner.node.test.ts: someone forgot to write the tests. */
export {};
