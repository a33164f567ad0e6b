// SPDX-License-Identifier: Apache-2.0
/**
 * The lock: its parts put together, and each event led to the part that it concerns. It dispatches; what is decided is
 * decided in the files it names. Everything that moves the bolt goes through `request()`.
 *
 * Whatever fails (flash, keys, the random source, our own code), the lock stays shut from outside, the inside button and
 * the thumb-turn still let people out, and the status says what is wrong.
 */
import { Access } from "./access";
import { Alarms } from "./alarms";
import { Audit, AuditEvent, OperationSource, type Actor } from "./audit";
import { AutoLock } from "./auto-lock";
import { BatteryWatch } from "./battery-watch";
import { BoltControl } from "./bolt-control";
import { Button } from "./button";
import { DoorWatch } from "./door-watch";
import type { LockEvent } from "./events";
import { requestFactoryReset } from "./factory-reset";
import { Holidays } from "./holidays";
import { afterwards, type InTurns } from "./in-turns";
import { LocalTime } from "./local-time";
import { lockStatus, type LockStatus } from "./lock-status";
import type { Lockout } from "./lockout";
import type { Loop } from "./loop";
import { CurrentMode, OperatingMode } from "./operating-mode";
import type { AuditStore, Battery, Bolt, BoltPosition, Clock, Indicator, Records } from "./parts";
import type { PowerUp } from "./power-up";
import type { OperationRequest, RequestResult } from "./request";
import { SelfWatch } from "./self-watch";
import type { SetUp } from "./set-up";
import { Settings, type SettingName } from "./settings";
import type { Users } from "./users";
import type { Verifier } from "./verifier";
import { WallClock } from "./wall-clock";

const byItself: Actor = Object.freeze({ source: OperationSource.auto, userIndex: 0 });

export interface LockOptions {
  loop: Loop;
  clock: Clock;
  bolt: Bolt;
  battery: Battery;
  indicator: Indicator;
  records: Records;
  auditStore: AuditStore;
  powerUp: PowerUp;
  /** Restarts the chip. */
  restart: () => void;
}

export class Lock {
  readonly options: LockOptions;
  readonly loop: Loop;
  readonly auditStore: AuditStore;
  readonly audit: Audit;
  readonly wallClock: WallClock;
  readonly alarms: Alarms;
  readonly settings: Settings;
  readonly localTime: LocalTime;
  readonly holidays: Holidays;
  readonly access: Access;
  readonly users: Users;
  readonly lockout: Lockout;
  readonly verifier: Verifier;
  readonly setUp: SetUp;
  readonly boltControl: BoltControl;
  readonly autoLock: AutoLock;
  readonly doorWatch: DoorWatch;
  readonly batteryWatch: BatteryWatch;
  readonly #currentMode: CurrentMode;
  readonly #button: Button;
  readonly #selfWatch: SelfWatch;

  constructor(options: LockOptions) {
    const { loop, clock, bolt, battery, indicator, records, auditStore, powerUp } = options;
    this.options = options;
    this.loop = loop;
    this.auditStore = auditStore;
    const wallClock = new WallClock({ records, clock, loop, auditStore });
    const audit = new Audit({ store: auditStore, clock, utcSeconds: () => wallClock.utcSeconds });
    this.#selfWatch = new SelfWatch({ loop, bolt, audit, auditStore, powerUp, wallClockDamaged: wallClock.damaged });
    const alarms = new Alarms({ audit, indicator, loop });
    const settings = new Settings({ records, audit, onChange: (name) => this.#settingChanged(name) });
    this.wallClock = wallClock;
    this.audit = audit;
    this.alarms = alarms;
    this.settings = settings;
    this.localTime = new LocalTime({ records, wallClock, audit });
    this.holidays = new Holidays({ records, audit, onChange: () => this.autoLock.startOver() });
    this.#currentMode = new CurrentMode({ settings, holidays: this.holidays, localTime: this.localTime });
    const access = new Access({
      loop,
      clock,
      records,
      alarms,
      audit,
      settings,
      powerUp,
      currentMode: this.#currentMode,
      localTime: this.localTime,
      wallClock,
      onAccepted: (who) => this.#answer(this.request({ operation: "unlock", ...who })),
      onSetUpDone: () => this.autoLock.startOver(),
    });
    this.access = access;
    this.users = access.users;
    this.lockout = access.lockout;
    this.verifier = access.verifier;
    this.setUp = access.setUp;
    this.doorWatch = new DoorWatch({
      loop,
      audit,
      alarms,
      openPeriod: () => settings.get("OpenPeriod"),
      boltIsThrown: () => this.boltControl.isThrown,
      isSetUp: () => access.isSetUp,
    });
    this.autoLock = new AutoLock({
      loop,
      // A lock that nobody can open from outside yet does not shut by itself.
      relockSeconds: () => (access.isSetUp ? settings.get("AutoRelockTime") : 0),
      holdsOff: () => this.operatingMode === OperatingMode.passage,
      doorState: () => this.doorState,
      lock: () => void this.request({ operation: "lock", ...byItself }),
    });
    this.batteryWatch = new BatteryWatch({
      loop,
      battery,
      audit,
      records,
      settings,
      brownOutsInARow: powerUp.brownOutsInARow,
      onChange: () => this.autoLock.startOver(),
    });
    this.boltControl = new BoltControl({
      loop,
      clock,
      bolt,
      battery,
      batteryWatch: this.batteryWatch,
      records,
      powerUp,
      audit,
      alarms,
      lockout: access.lockout,
      conditions: this,
      onState: (state) => this.autoLock.lockStateIs(state),
    });
    this.#button = new Button({
      loop,
      clock,
      indicator: alarms,
      access,
      onShort: () => this.#buttonPressed(),
      coverIsOff: () => this.doorWatch.tamperOpen,
      factoryReset: () => this.#factoryReset(),
    });
    this.#mute();
    this.boltControl.look();
  }

  get doorState(): DoorWatch["doorState"] {
    return this.doorWatch.doorState;
  }

  get operatingMode(): number {
    return this.#currentMode.mode;
  }

  /** Keys or records cannot be trusted. */
  get outsideIsDisabled(): boolean {
    const { deviceKey, factoryReset } = this.options.powerUp;
    return deviceKey.pinHash === undefined || factoryReset === "failed";
  }

  /** For every source. Who asks has been judged before. */
  request(request: OperationRequest): RequestResult {
    const result = this.boltControl.request(request);
    if (request.operation === "unlock" && result.kind !== "refused" && request.source !== OperationSource.auto) {
      this.doorWatch.noticed();
      this.autoLock.unlockedFor(request.relockSeconds);
      if (result.kind === "alreadyThere") this.autoLock.startOver();
    }
    return result;
  }

  /** A PIN that comes with a request from afar is judged like one at the keypad, lockout and all. Zeroes `digits`. */
  requestWithPin(request: Omit<OperationRequest, "userIndex">, digits: Uint8Array): InTurns<RequestResult> {
    return afterwards(this.verifier.checkPin(digits, request.source), ({ result, userIndex }): InTurns<RequestResult> => {
      if (result === "accepted") return () => this.request({ ...request, userIndex });
      const isTold = result === "lockedOut" || result === "timeUnknown" || result === "notReady";
      return { kind: "refused", reason: isTold ? result : "invalidCredential" };
    });
  }

  /** Every event but console lines, which are the link's. */
  handle(event: LockEvent): void {
    this.#dispatch(event);
    this.#selfWatch.turnEnds();
  }

  /** An exception was caught somewhere: power off, and nothing counts but what is sensed. */
  fault(): void {
    this.boltControl.fault();
    this.#selfWatch.fault();
  }

  status(): LockStatus {
    return lockStatus(this);
  }

  #dispatch(event: LockEvent): void {
    switch (event.type) {
      case "key":
        return this.access.key(event.key);
      case "card":
        return this.access.card(event.uid, event.proved);
      case "biometric":
        return this.access.biometric(event.credentialType, event.slot);
      case "biometricModule":
      case "biometricEnrol":
      case "biometricErased":
        return this.access.biometricModule(event);
      case "keyStuck":
        return void this.audit.record(AuditEvent.keyStuck);
      case "cardReader":
        return void this.audit.record(event.answers ? AuditEvent.cardReaderBack : AuditEvent.cardReaderSilent);
      case "button":
        return this.#button.changed(event.pressed);
      case "door":
        return this.#door(event.closed);
      case "tamper":
        return this.doorWatch.tamper(event.open);
      case "boltMoved":
        this.boltControl.moveEnded(event.move);
        if (event.move.result === "movedByHand") this.#byHand(event.move.position);
        return;
      case "boltByHand":
        this.boltControl.turnedByHand(event.position);
        return this.#byHand(event.position);
      case "battery":
        return this.batteryWatch.atRest(event.reading);
      case "fault":
        return this.fault();
      case "line":
        return;
    }
  }

  #door(closed: boolean): void {
    const before = this.doorState;
    this.doorWatch.door(closed);
    if (this.doorState === before) return;
    if (closed) return this.autoLock.startOver();
    this.boltControl.doorOpened();
    // The bolt must not be thrown in the air.
    if (this.boltControl.machine.state === "locking") this.request({ operation: "unlock", ...byItself });
  }

  #byHand(position: BoltPosition): void {
    if (position === "unlocked") this.#currentMode.endPrivacy({ source: OperationSource.manual, userIndex: 0 });
  }

  /** Getting out goes before: only a lock that is certainly open is locked by it. */
  #buttonPressed(): void {
    const operation = this.boltControl.machine.state === "unlocked" ? "lock" : "unlock";
    if (operation === "unlock") this.#currentMode.endPrivacy({ source: OperationSource.button, userIndex: 0 });
    this.#answer(this.request({ operation, source: OperationSource.button, userIndex: 0 }));
  }

  #factoryReset(): boolean {
    this.audit.record(AuditEvent.factoryResetStarted, { source: OperationSource.button });
    if (requestFactoryReset(this.options.records) !== "SUCCESS") return false;
    this.options.bolt.stop();
    this.options.restart();
    return true;
  }

  #answer(result: RequestResult): void {
    this.alarms.show(result.kind === "refused" ? "refused" : "ok");
  }

  #settingChanged(name: SettingName): void {
    if (name === "AutoRelockTime" || name === "OperatingMode") this.autoLock.startOver();
    else if (name === "OpenPeriod") this.doorWatch.countOpen();
    else if (name === "SoundVolume") this.#mute();
    else if (name === "BatteryChemistry" || name === "BatteryGainPpm") this.batteryWatch.configure();
  }

  #mute(): void {
    this.alarms.configure({ muted: this.settings.get("SoundVolume") === 0 });
  }
}
