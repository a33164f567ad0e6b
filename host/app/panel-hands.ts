// SPDX-License-Identifier: Apache-2.0
/** What one page holds down. When the page goes, its hands let go: else a key would stay stuck for all others. */
import type { Command } from "../board/command-handler";

export class PanelHands {
  /** By what is held: how to let go of it. */
  readonly #held = new Map<string, Command>();

  /** The page does this now. */
  doing(command: Command): void {
    if (command.op === "holdKey") this.#held.set(`key ${command.key}`, { op: "releaseKey", key: command.key });
    else if (command.op === "releaseKey") this.#held.delete(`key ${command.key}`);
    else if (command.op === "holdCard" || command.op === "holdProofCard") {
      this.#held.set(`card ${command.uid}`, { op: "takeCard", uid: command.uid });
    } else if (command.op === "takeCard") this.#held.delete(`card ${String(command.uid)}`);
    else if (command.op === "layFinger") this.#held.set("finger", { op: "liftFinger" });
    else if (command.op === "liftFinger") this.#held.delete("finger");
    else if (command.op === "holdThumb" && command.at !== undefined) this.#held.set("thumb-turn", { op: "holdThumb" });
    else if (command.op === "holdThumb" || command.op === "turnThumb") this.#held.delete("thumb-turn");
    else if (command.op === "button" && command.on) this.#held.set("button", { op: "button", on: false });
    else if (command.op === "button") this.#held.delete("button");
  }

  /** What has to be done so that nothing is held any more. */
  letGo(): Command[] {
    const releases = [...this.#held.values()];
    this.#held.clear();
    return releases;
  }
}
