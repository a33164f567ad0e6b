// SPDX-License-Identifier: Apache-2.0
/** Door reed, cover, button and bolt switches, each in all its places by hand. What the board does not have is not asked for. */
import { numberOf, wordOf, type Bench } from "./bench";
import { boltSwitches, stillBoltSwitches } from "./bolt-switches";
import type { Fields, Steps } from "./need";
import type { SuspectId } from "./suspects";

/** A contact is at rest, and the driver has told (HW-12). */
const settleMs = 350;

type Level = "Low" | "High";

interface Contact {
  field: "Door" | "Button" | "Tamper";
  name: string;
  check: "contact" | "seriesContact" | "tamper";
  /** Where its switch is open, and where it is closed. Code, words for the person, and for the figure. */
  open: readonly [code: string, text: string, place: string];
  closed: readonly [code: string, text: string, place: string];
  suspects: { open: SuspectId; shorted: SuspectId; inverted: SuspectId };
}

export function* contactsStep(bench: Bench): Steps<void> {
  const { wires } = bench;
  const { board } = wires;
  if (bench.auto) return yield* still(bench);
  const cover = board.tamperPin === undefined ? ", with the cover on" : "";
  yield* contact(bench, {
    field: "Door",
    name: wires.door,
    check: "contact",
    open: ["openDoor", `Door: take the magnet away from the reed (or open the door${cover}): ${wires.door}.`, "magnet away"],
    closed: ["closeDoor", `Door: bring the magnet to the reed (or close the door${cover}): ${wires.door}.`, "magnet there"],
    suspects: { open: "reedWireOpen", shorted: "reedShorted", inverted: "reedNormallyClosed" },
  });
  if (board.tamperPin === undefined) yield* seriesCover(bench);
  else {
    yield* contact(bench, {
      field: "Tamper",
      name: wires.tamper,
      check: "tamper",
      open: ["takeCoverOff", `Cover: take it off, or let its switch go: ${wires.tamper}.`, "cover off"],
      closed: ["putCoverOn", `Cover: put it on, or press its switch: ${wires.tamper}.`, "cover on"],
      suspects: { open: "tamperWireOpen", shorted: "tamperShorted", inverted: "tamperInverted" },
    });
  }
  yield* contact(bench, {
    field: "Button",
    name: wires.button,
    check: "contact",
    open: ["releaseButton", `Inside button: do not press it: ${wires.button}.`, "not pressed"],
    closed: ["pressButton", `Inside button: press it, hold it, and press Enter here: ${wires.button}.`, "pressed"],
    suspects: { open: "buttonWireOpen", shorted: "buttonShorted", inverted: "buttonInverted" },
  });
  yield* bench.do("releaseButton", "Let the inside button go.");
  if (board.boltSwitches === undefined) bench.note("This board has no bolt switches: where the bolt is, is only assumed. Nothing to test.");
  else yield* boltSwitches(bench);
}

/** Nobody touches anything: whatever it is, it has to be the same again and again. */
function* still(bench: Bench): Steps<void> {
  const { board } = bench.wires;
  const fields = ["Door", "Button", ...(board.tamperPin === undefined ? [] : ["Tamper"])];
  const first = yield* bench.must("GetReadings");
  yield* bench.wait(settleMs);
  const second = yield* bench.must("GetReadings");
  for (const field of fields) {
    const level = wordOf(second[field]);
    const steady = level === wordOf(first[field]) && level !== "Unsteady";
    if (!bench.measure("contact", steady ? level : "Unsteady", `${field} (nobody touches it)`, level === "Unsteady" ? "Low or High" : level)) {
      bench.suspect("contactBounce", field);
    }
  }
  if (board.boltSwitches !== undefined) yield* stillBoltSwitches(bench);
}

/** Closed, open, closed again: the second change is the one whose bounce is measured for sure. */
function* contact(bench: Bench, { field, name, check, open, closed, suspects }: Contact): Steps<void> {
  let bounceUs = 0;
  const heard = (event: Fields): boolean => {
    if (event.Event !== "Contact" || event.Name !== field) return false;
    bounceUs = Math.max(bounceUs, numberOf(event.BounceUs) ?? 0);
    return true;
  };
  const levels: Level[] = [];
  for (const [[code, text, place], wanted] of [[closed, "Low"], [open, "High"], [closed, "Low"]] as const) {
    // The first one may be there already: then nothing changes, and Enter says so.
    const isTold = yield* bench.do(code, text, { until: heard, live: (readings) => `${field}: ${wordOf(readings[field])}` });
    // What was told may have been the beginning of it.
    yield* bench.wait(isTold ? 2 * settleMs : settleMs, (event) => {
      heard(event);
      return false;
    });
    const level = wordOf((yield* bench.must("GetReadings"))[field]);
    levels.push(level as Level);
    bench.measure(check, level, `${name}, ${place}`, wanted);
  }
  const [first, second, third] = levels;
  if (first === "Low" && second === "High") {
    if (!bench.measure("contactBounce", bounceUs / 1_000, name)) bench.suspect("contactBounce", name);
    // Closed once, and not again.
    if (third !== "Low") bench.suspect(suspects.open);
  } else if (first === "High" && second === "Low") bench.suspect(suspects.inverted);
  else if (second === "High") bench.suspect(suspects.open);
  else if (second === "Low") bench.suspect(suspects.shorted);
  else bench.suspect("contactBounce", name);
}

/** The loop of reed and cover: the door is closed now. */
function* seriesCover(bench: Bench): Steps<void> {
  for (const [code, text, wanted] of [
    ["takeCoverOff", "Cover: take it off, or let its switch go; the door (or the magnet) stays where it is.", "High"],
    ["putCoverOn", "Cover: put it on again, or press its switch.", "Low"],
  ] as const) {
    yield* bench.do(code, text, { live: (readings) => `Door: ${wordOf(readings.Door)}` });
    yield* bench.wait(settleMs);
    const level = wordOf((yield* bench.must("GetReadings")).Door);
    const isOff = wanted === "High";
    const isRight = bench.measure("seriesContact", level, `${bench.wires.door}, cover ${isOff ? "off" : "on"}`, wanted);
    if (!isRight && isOff) bench.suspect("seriesLoop");
  }
}
