// SPDX-License-Identifier: Apache-2.0
/**
 * Watches a lock on its stage: told of every act before, of every hand, request and answer when it happens, and after every
 * event of the board. Throws a Violation at the first promise of promises.ts that does not hold. What each is held
 * to, and under which faults, stands in the watch-*.ts; what is taken for true in the model-*.ts, which were written from
 * the documents and share no code with the firmware.
 */
import type { TimedAct } from "./act";
import { ClockModel } from "./model-clock";
import { ConsoleModel } from "./model-console";
import { FirmwareModel } from "./model-firmware";
import { HashKey } from "./model-hash";
import { TypedKeys } from "./model-keypad";
import { logged, type Entry } from "./model-log";
import { payloadOf } from "./model-records";
import { Proof } from "./proof";
import type { HandEvent, Stage } from "./stage";
import { AccessWatch } from "./watch-access";
import { Authority } from "./watch-authority";
import { BoltWatch, thrownFrom } from "./watch-bolt";
import { ChipWatch } from "./watch-chip";
import { DriveWatch } from "./watch-drives";
import { EntriesWatch } from "./watch-entries";
import { FirmwareWatch } from "./watch-firmware";
import { HandsWatch } from "./watch-hands";
import { JournalWatch } from "./watch-journal";
import { LogWatch } from "./watch-log";
import { MotorWatch } from "./watch-motor";
import { ReadersWatch } from "./watch-readers";
import { RecordsWatch } from "./watch-records";
import { RelockWatch } from "./watch-relock";
import { RequestsWatch } from "./watch-requests";
import { Scene } from "./watch-scene";
import { TruthWatch } from "./watch-truth";
import { TypedWatch } from "./watch-typed";
import { UpdatesWatch } from "./watch-updates";

const quietMs = 60_000;
/** A door is noticed late. */
const quietSlackMs = 2_000;

export class Watch {
  readonly #scene: Scene;
  readonly #chip: ChipWatch;
  readonly #bolt: BoltWatch;
  readonly #motor: MotorWatch;
  readonly #drives: DriveWatch;
  readonly #relock: RelockWatch;
  readonly #log: LogWatch;
  readonly #records: RecordsWatch;
  readonly #entries: EntriesWatch;
  readonly #journal: JournalWatch;
  readonly #requests: RequestsWatch;
  readonly #hands: HandsWatch;
  readonly #authority: Authority;
  readonly #access: AccessWatch;
  readonly #firmware: FirmwareWatch;
  readonly #updates: UpdatesWatch;
  readonly #clock = new ClockModel();
  readonly #console = new ConsoleModel();
  readonly #proof: Proof;

  /** From now on. It takes over what the stage tells, but for `stage.onEvent`, after which `look()` must be called. */
  constructor(stage: Stage) {
    const device = deviceKeyOf(stage);
    const keys = { device, pin: device.purpose("latchkey pin 1"), card: device.purpose("latchkey card 1") };
    const scene = new Scene(stage);
    const bolt = new BoltWatch(scene);
    const truth = new TruthWatch(scene, bolt);
    const authority = new Authority(scene);
    const typedKeys = new TypedKeys();
    const typed = new TypedWatch(scene, typedKeys);
    const log = new LogWatch(scene, device.purpose("latchkey audit 1"));
    const records = new RecordsWatch(scene, this.#console, keys, this.#clock);
    const access = new AccessWatch(scene, records, this.#clock);
    const readers = new ReadersWatch(scene, records);
    const entries = new EntriesWatch({ scene, records, console: this.#console, typed, authority, access, log, readers, keys });
    records.mayChoose = (digit) => this.#hands.mayProgram && typed.mayBe(String(digit));
    const relock = new RelockWatch(scene, bolt);
    this.#scene = scene;
    this.#bolt = bolt;
    this.#authority = authority;
    this.#log = log;
    this.#records = records;
    this.#entries = entries;
    this.#access = access;
    this.#relock = relock;
    this.#chip = new ChipWatch(scene);
    const model = new FirmwareModel();
    const firmware = new FirmwareWatch(scene, log, model);
    const updates = new UpdatesWatch({ scene, console: this.#console, model, holdsBlock: (image, block) => firmware.holdsBlock(image, block) });
    this.#firmware = firmware;
    this.#updates = updates;
    this.#motor = new MotorWatch(scene, bolt);
    this.#drives = new DriveWatch(scene, bolt, authority, () => relock.tooEarly());
    this.#journal = new JournalWatch({ scene, log, bolt, entries, truth });
    this.#requests = new RequestsWatch({ scene, console: this.#console, records, authority, truth, access, clock: this.#clock, updates });
    this.#hands = new HandsWatch({ scene, bolt, authority, typed: typedKeys, entries, records, access, readers });
    this.#proof = new Proof({
      scene,
      bolt,
      log,
      records,
      entries,
      access,
      busyUntilMs: () => this.#hands.mayProgramUntilMs,
      isUpdateReady: () => updates.isReady,
      mayRefuseToLock: () => this.#journal.batteryIsWeak,
    });
    this.#clock.wasSet(stage.startUtcSeconds, stage.nowMs);
    this.#connect(stage);
  }

  before(timed: TimedAct): void {
    this.#scene.before(timed);
    if (timed.act.do === "garbage") {
      this.#console.disturbed(this.#scene.stage.nowMs);
      this.#journal.flooded();
    }
  }

  /** After every event of the board. */
  look(): void {
    const scene = this.#scene;
    scene.nowMs = scene.stage.nowMs;
    if (this.#chip.look()) this.#restarted();
    this.#firmware.look();
    this.#bolt.look();
    this.#motor.look();
    this.#drives.look();
    if (this.#entries.isNew) this.#judged();
    this.#entries.look();
    this.#relock.look();
    scene.look();
  }

  /** Runs the board: after a repair the lock must be usable. */
  prove(): void {
    this.#proof.hold();
    this.end();
  }

  /** What need not be looked at after every event. */
  end(): void {
    this.#chip.lookAtTurns();
    this.#scene.look();
  }

  #connect(stage: Stage): void {
    stage.onHand = (event) => this.#hand(event);
    stage.onRequest = (text) => {
      this.#requests.request(text);
      // Of the blocks of an image nobody knows at the lock.
      if (!text.includes('"UpdateData"')) this.#relock.startsOver();
    };
    stage.onLine = (line) => this.#requests.line(line);
    this.#log.onEntry = (entry) => this.#entry(entry);
    this.#bolt.onDriveStart = () => {
      this.#motor.starts();
      this.#drives.starts();
    };
    this.#bolt.onDriveEnd = () => {
      this.#journal.driveEnded(this.#bolt.lastWay, this.#drives.ends());
      this.#relock.startsOver();
    };
    this.#chip.mayHaveRestarted = () => this.#firmware.mayHaveRestarted;
    this.#firmware.notQuiet = () => this.#notQuiet();
    this.#records.mayProgram = () => this.#hands.mayProgram;
    this.#records.onSettings = () => this.#relock.startsOver();
    this.#relock.seconds = () => this.#records.setting("AutoRelockTime");
    this.#relock.holdsOpen = () => this.#access.holdsOpen;
    this.#relock.mayRefuse = () => this.#drives.failedLocks > 0 || this.#journal.jamIsTold || this.#journal.batteryIsWeak;
  }

  /** As far as the lock must know. */
  #notQuiet(): string | undefined {
    const { position, doorOpen, doorChangedMs, byHand } = this.#bolt;
    const { stage } = this.#scene;
    if (!this.#scene.calmFor(quietMs)) return undefined;
    if (doorOpen) return "the door is open";
    if (position < thrownFrom && !byHand) return "the bolt is not thrown";
    const touchedMs = Math.max(doorChangedMs, this.#hands.touchedMs);
    return stage.nowMs - touchedMs < quietMs - quietSlackMs ? "somebody was there within a minute" : undefined;
  }

  #hand(event: HandEvent): void {
    this.#hands.hand(event);
    if (event.what === "door") this.#door(event.forced);
    // Where it looks like a door that is broken open.
    if (event.what === "cover") this.#door(true);
    if (event.what !== "keyDown" && event.what !== "keyUp") this.#relock.startsOver();
  }

  #door(forced: boolean): void {
    const { doorIsOpenNow, doorOpen } = this.#bolt;
    if (doorIsOpenNow !== doorOpen) this.#journal.door(doorIsOpenNow, forced);
  }

  #judged(): void {
    this.#journal.look();
    this.#relock.startsOver();
  }

  #entry(entry: Entry): void {
    this.#authority.read(entry);
    this.#access.read(entry);
    this.#journal.read(entry);
    this.#firmware.read(entry);
    this.#updates.read(entry);
    if (entry.event === logged.powerUp) this.#requests.clockLost();
    this.#requests.stamped(entry.utcSeconds);
    if (entry.event >= logged.batteryOk && entry.event <= logged.batteryDead) this.#relock.startsOver();
  }

  #restarted(): void {
    this.#records.readAll();
    this.#entries.restarted();
    this.#access.restarted();
    this.#drives.restarted();
    this.#requests.restarted();
    this.#updates.restarted();
    this.#hands.restarted();
    this.#relock.startsOver();
  }
}

function deviceKeyOf({ board }: Stage): HashKey {
  const value = board.nvs.read("latchkey", "deviceKey")?.value;
  const payload = value instanceof Uint8Array ? payloadOf("deviceKey", value) : undefined;
  if (payload === undefined) throw new Error("the lock on the stage has no device key");
  return new HashKey(payload);
}
