// SPDX-License-Identifier: Apache-2.0
/** "time" as a firmware module over native functions. */
import { chip } from "./native";

export default class Time {
  static get ticks(): number {
    return chip("ticks") as number;
  }

  static get microseconds(): number {
    return chip("microseconds") as number;
  }

  static set(seconds: number): void {
    chip("setTime", seconds);
  }

  static delta(start: number, end = Time.ticks): number {
    return (end - start) | 0;
  }
}
