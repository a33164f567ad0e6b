// SPDX-License-Identifier: Apache-2.0
/** Card reader, fingerprint or face module, where the board has pins for them and somebody has fitted them. */
import { numberOf, wordOf, type Bench } from "./bench";
import { StepSkipped, type Fields, type Steps } from "./need";

/** Face modules take their time to start (HW-62). */
const answerMs = 5_000;
const enrolMs = 60_000;
const eraseMs = 6_000;
/** How an enrolment ends (drivers/template-reader.ts). */
const lastSteps: readonly string[] = Object.freeze(["Stored", "Known", "Different", "TooLate", "Cancelled", "Failed"]);

export function* readersStep(bench: Bench): Steps<void> {
  const { cardReader, fingerprint, face } = bench.wires.board;
  if (cardReader === undefined && fingerprint === undefined && face === undefined) throw new StepSkipped("this board has no pins for readers");
  const answers: Record<string, Fields> = {};
  yield* bench.must("OpenReaders");
  // Each tells once whether it answers; one that nobody fitted goes on saying nothing.
  yield* bench.wait(answerMs, (event) => {
    const name = wordOf(event.Event);
    if (name === "CardReader" || name === "FingerModule" || name === "FaceModule") answers[name] = event;
    const isWhole = (cardReader === undefined || answers.CardReader?.Answers === true) && (fingerprint === undefined || answers.FingerModule?.Answers === true);
    return isWhole && (face === undefined || answers.FaceModule?.Answers === true);
  });
  if (cardReader !== undefined) yield* card(bench, answers.CardReader?.Answers === true);
  if (fingerprint !== undefined) yield* finger(bench, answers.FingerModule ?? {});
  if (face !== undefined) yield* faceModule(bench, answers.FaceModule?.Answers === true);
}

/** One that answers is there; for one that does not, only the person knows. */
function* isFitted(bench: Bench, answers: boolean, code: string, name: string): Steps<boolean> {
  if (answers) return true;
  if (bench.auto) {
    bench.note(`The ${name} does not answer. Whether one is fitted, only you know.`);
    return false;
  }
  return yield* bench.yes(code, `Is a ${name} fitted? (y or n)`);
}

function* card(bench: Bench, answers: boolean): Steps<void> {
  if (!(yield* isFitted(bench, answers, "isCardReaderFitted", "card reader"))) return;
  const check = bench.wires.board.cardReader?.kind === "pn532" ? "cardReader" : "cardReaderSpi";
  if (!bench.measure(check, answers ? "yes" : "no")) return bench.suspect("cardReaderSilent");
  if (bench.auto) return;
  let uid = "";
  yield* bench.do("holdCard", "Card reader: hold a card in front of it. (When nothing happens: Enter.)", {
    until: (event) => {
      uid = event.Event === "Card" ? wordOf(event.Uid) : "";
      return uid !== "";
    },
  });
  // A number of a card can open a door: it does not go into a report.
  if (!bench.measure("card", uid === "" ? "no" : "yes")) bench.suspect("cardUnread");
  yield* bench.do("takeCard", "Take the card away.");
}

function* finger(bench: Bench, module: Fields): Steps<void> {
  const answers = module.Answers === true;
  if (!(yield* isFitted(bench, answers, "isFingerModuleFitted", "fingerprint module"))) return;
  if (!bench.measure("finger", answers ? "yes" : "no")) return bench.suspect("fingerprintSwapped");
  const capacity = numberOf(module.Capacity) ?? 0;
  const count = numberOf(module.Count) ?? 0;
  const password = wordOf(module.Password);
  bench.measure("fingerReady", `${capacity} slots, ${count} in use, security level ${String(module.SecurityLevel)}, password ${password}`);
  if (bench.auto) return;
  if (count > 0) return bench.note(`It holds ${count} fingers: they are left alone, and no finger is enrolled to test it.`);
  const text = "Fingerprint module: enrol a finger to test it, and erase it again? It gets the lock's password by that. (y or n)";
  if (!(yield* bench.yes("wantsEnrol", text))) return;
  yield* enrol(bench, Math.max(capacity - 1, 0));
}

function* enrol(bench: Bench, slot: number): Steps<void> {
  const { fields } = yield* bench.send("EnrolFinger", { Slot: slot });
  if (fields.Status !== "SUCCESS") return bench.suspect("fingerForeign", wordOf(fields.Reason) || wordOf(fields.Status));
  let step = "";
  yield* bench.do("enrolFinger", "Fingerprint module: lay the same finger on it and lift it, until it is enrolled. (When nothing happens: Enter.)", {
    limitMs: enrolMs,
    until: (event) => {
      if (event.Event !== "Enrol") return false;
      step = wordOf(event.Step);
      bench.live(`fingerprint module: ${step}`);
      return lastSteps.includes(step);
    },
  });
  let found: number | undefined;
  if (step === "Stored") {
    yield* bench.do("layFinger", "Fingerprint module: lift the finger, and lay it on once more. (When nothing happens: Enter.)", {
      limitMs: enrolMs,
      until: (event) => {
        found = event.Event === "Finger" ? numberOf(event.Slot) : undefined;
        return found !== undefined;
      },
    });
  }
  const isEnrolled = step === "Stored";
  const result = found === slot ? "yes" : isEnrolled ? "not found" : `not enrolled (${step || "nothing came"})`;
  if (!bench.measure("fingerMatch", result)) bench.suspect("fingerUnread", isEnrolled ? "does not know the finger again" : "no finger could be enrolled");
  yield* bench.do("liftFinger", "Lift the finger.");
  yield* bench.must("EraseFinger", { Slot: slot }, eraseMs);
}

function* faceModule(bench: Bench, answers: boolean): Steps<void> {
  if (!(yield* isFitted(bench, answers, "isFaceModuleFitted", "face module"))) return;
  if (!bench.measure("face", answers ? "yes" : "no")) bench.suspect("faceSilent");
}
