// SPDX-License-Identifier: Apache-2.0
/** Who looks at the keypad: the lock's driver, for keys; keypad-lines.ts, for wires; or nobody. */
import type { Board } from "../boards/board";
import type { TimerService } from "../drivers/io";
import { Keypad } from "../drivers/keypad";
import type { NowMs, OnError } from "../drivers/io";
import type { Heard } from "./heard";
import { KeypadLines } from "./keypad-lines";

export const keypadModes = Object.freeze(["Keys", "Lines", "Off"] as const);
export type KeypadMode = (typeof keypadModes)[number];

export interface KeypadWatchOptions {
  heard: Heard;
  keypad: Board["keypad"];
  timer: TimerService;
  nowMs: NowMs;
  tell: (event: object) => void;
  onError: OnError;
}

export class KeypadWatch {
  readonly #options: KeypadWatchOptions;
  #watching: { close(): void } | undefined;

  constructor(options: KeypadWatchOptions) {
    this.#options = options;
    this.set("Keys");
  }

  /** Begins anew, also in the mode that it was in. */
  set(mode: KeypadMode): void {
    this.#watching?.close();
    this.#watching = undefined;
    const { heard, keypad, timer, nowMs, tell, onError } = this.#options;
    if (mode === "Keys") {
      const onKey = (key: string): void => tell({ Event: "Key", Key: key });
      const onStuck = (key: string): void => tell({ Event: "KeyStuck", Key: key });
      this.#watching = new Keypad({ io: heard.digital, ...keypad, timer, nowMs, onKey, onStuck, onError });
    } else if (mode === "Lines") {
      const { rowPins, columnPins } = keypad;
      this.#watching = new KeypadLines({
        heard,
        rowPins,
        columnPins,
        timer,
        onLines: ({ pairs, ground, bounceUs }) => tell({ Event: "Lines", Pairs: pairs, Ground: ground, BounceUs: bounceUs }),
        onError,
      });
    }
  }
}
