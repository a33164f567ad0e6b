// SPDX-License-Identifier: Apache-2.0
/** A sample for runner.node.test.ts: the file throws before its test is there. */
import { test } from "node:test";

const missing = JSON.parse("{}") as { part: { name: string } };

test(missing.part.name, () => undefined);
