// SPDX-License-Identifier: Apache-2.0
/** What may be wrong, in words that name the wire to look at, and the fact in hardware-notes.md that tells how it should be. */
import type { Wires } from "./wires";

export interface Suspect {
  id: SuspectId;
  text: string;
  hw: string;
}

interface Words {
  readonly hw: string;
  /** `more`: which of several. */
  readonly text: (wires: Wires, more: string) => string;
}

const words = (hw: string, text: Words["text"]): Words => Object.freeze({ hw, text });

export const suspects = Object.freeze({
  supplyWeak: words("HW-29", () => "The supply broke down under the load: weak cells, thin wires, or no 470 uF at the motor driver and at the board's 5V pin."),
  brownoutOff: words("HW-29", () => "This build's brown-out detector is off or at another level: build and flash it again with chip/sdkconfig."),
  unexpectedReset: words("HW-31", (_, more) => `The chip started anew by itself (${more}). A watchdog or a panic is a fault of the firmware: tell us; a loose supply wire does it too.`),
  lineSilent: words("HW-06", () => "The chip does not answer any more: the USB cable, or the chip hangs (press its reset button)."),
  wrongChip: words("HW-02", (_, more) => `The firmware is for another board: ${more}. Build it for the board that you have.`),
  wrongFlash: words("HW-74", (_, more) => `Flash or partition table are not those of chip/partitions.csv: ${more}. Flash again with npm run flash:bringup.`),
  flashBad: words("HW-31", (_, more) => `The flash does not keep what is written to it (${more}): erase it whole and flash again; else the module is broken.`),
  randomBad: words("HW-30", () => "The chip's random source does not look random. Keys made with it could be guessed: do not use this chip."),
  loadDrop: words("HW-71", () => "The pack gives way far too much under a small load: a bad contact in the battery holder, thin wires, or empty cells."),
  clockBad: words("HW-70", () => "The chip's clock runs wrong: its crystal, or the image was built for another crystal frequency."),

  keypadGround: words("HW-09", (wires, more) => `A keypad wire is connected to ground: ${lines(wires, more)}.`),
  keypadKeyStuck: words("HW-09", (wires, more) => `A key is stuck, or its row and column touch: key ${keys(wires, more)}, ${lines(wires, more)}.`),
  keypadLinesShorted: words("HW-09", (wires, more) => `Keypad wires touch each other: ${lines(wires, more)}. Look for a solder bridge, or wires of the keypad's tail that touch.`),
  keypadLineOpen: words("HW-09", (wires, more) => `A keypad wire is not connected: ${lines(wires, more)}. Look at its solder joint, its 1 k resistor and the plug.`),
  keypadKeyDead: words("HW-09", (_, more) => `Keys that do nothing while others of their row and column do: ${more}. The keypad itself, or they were not pressed.`),
  rowColumnSwapped: words("HW-09", (wires, more) => `A row and a column are on each other's pins: ${lines(wires, more)}. Swap these wires.`),
  rowsSwapped: words("HW-09", (wires, more) => `Two rows are on each other's pins: ${lines(wires, more)}. Swap these wires.`),
  columnsSwapped: words("HW-09", (wires, more) => `Two columns are on each other's pins: ${lines(wires, more)}. Swap these wires.`),
  keypadBounce: words("HW-10", (_, more) => `Key ${more} bounces for longer than the lock waits: a worn or dirty contact.`),
  keypadGhost: words("HW-11", () => "Three keys at once made a fourth one: the firmware should not do that. Tell us."),

  reedNormallyClosed: words("HW-13", (wires) => `The reed is of the wrong kind, open when the magnet is there: ${wires.door}. Take one that is normally open.`),
  reedWireOpen: words("HW-13", (wires) => `The door always reads open: a wire of the ${wires.door} is off, or the magnet is too far away.`),
  reedShorted: words("HW-13", (wires) => `The door always reads closed: the wires of the ${wires.door} touch, or the pin is connected to ground.`),
  seriesLoop: words("HW-14", (wires) => `The cover does not open the loop: it should be in series. Look at ${wires.door}.`),
  tamperWireOpen: words("HW-15", (wires) => `The cover always reads off: a wire of the ${wires.tamper} is off, or the cover does not reach the switch.`),
  tamperShorted: words("HW-15", (wires) => `The cover always reads on: the wires of the ${wires.tamper} touch.`),
  tamperInverted: words("HW-15", (wires) => `The cover reads the wrong way round: use the other contact (closed while the cover is on) of the ${wires.tamper}.`),
  buttonWireOpen: words("HW-12", (wires) => `The button is never seen: a wire of the ${wires.button} is off. (Does the board's BOOT button work? It is wired to the same pin.)`),
  buttonShorted: words("HW-12", (wires) => `The button always reads pressed: the wires of the ${wires.button} touch, or it is stuck.`),
  buttonInverted: words("HW-12", (wires) => `The button reads the wrong way round: take a push button that closes when it is pressed, at the ${wires.button}.`),
  contactBounce: words("HW-12", (_, more) => `It bounces for longer than the lock waits: ${more}. A bad contact, or no 100 nF at the pin.`),
  pullUpMissing: words("HW-03", (wires, more) => `The pin floats when its switch is open: the 10 k resistor to 3.3 V is missing at the ${ends(wires, more)}.`),
  boltSwitchesSwapped: words("HW-03", (wires) => `The two bolt switches are on each other's pins: swap ${wires.boltSwitch("locked")}, and ${wires.boltSwitch("unlocked")}.`),
  boltSwitchOpen: words("HW-03", (wires, more) => `A bolt switch never closes: a wire of the ${ends(wires, more)} is off, or the bolt does not reach the switch.`),
  boltSwitchShorted: words("HW-03", (wires, more) => `A bolt switch is always closed: the wires touch, or the switch sticks: ${ends(wires, more)}.`),

  dividerSwapped: words("HW-25", (wires) => `The pin sees far too much: the two resistors of the ${wires.battery} are swapped (1 M belongs to the pack, 470 k to ground), or the one to ground is off.`),
  dividerWrongBottom: words("HW-25", (wires) => `The pin sees a fourth less than it should: the resistor to ground of the ${wires.battery} is 330 k; it should be 470 k.`),
  dividerOpen: words("HW-25", (wires) => `The pin sees nothing: the 1 M resistor or the wire from the pack to the ${wires.battery} is off.`),
  dividerOff: words("HW-25", (wires) => `The ${wires.battery} is off by more than its parts explain: measure both resistors, 1 M and 470 k, 1 % each; and did you type what the voltmeter showed?`),
  adcNoisy: words("HW-72", (wires) => `The battery reading jumps about: the 100 nF at the ${wires.battery} is missing or far from the pin, or ground comes by way of the motor (star point).`),
  notStored: words("HW-31", () => "The calibration did not come back as it was stored: the flash. Erase it whole and flash again."),

  ledDead: words("HW-28", (wires) => `No light: ${wires.led}. The LED the other way round, or its 470 ohm or wire off.`),
  buzzerDead: words("HW-28", (wires) => `No sound: ${wires.buzzer}. A wire or its 220 ohm off; or it is of the kind with a driver inside, or magnetic.`),

  motorWiresSwapped: words("HW-16", (wires) => `The motor turns the wrong way: swap ${wires.motorWires}.`),
  motorWireOpen: words("HW-16", (wires) => `The driver gives power, and no current flows: one of ${wires.motorWires} is off, or the motor is broken.`),
  motorEnableOpen: words("HW-16", (wires) => `The driver gives no power: the wire of the ${wires.motorEnable}. Next: ${wires.motorInputs}, and VM at the driver.`),
  currentSenseOpen: words("HW-19", (wires) => `It moves, and no current is seen: the ${wires.currentSense}, or the supply of the INA180.`),
  boltStuck: words("HW-17", () => "Current flows, and nothing moves: the bolt or the gear sticks. Does it move freely by hand?"),
  endNotReached: words("HW-20", (_, more) => `The bolt does not come to its end: ${more}. Something is in its way, the switch is not where the end is, or the pack is weak.`),
  motorOdd: words("HW-20", (_, more) => `The moves differ too much from each other: ${more}. A loose wire or coupling, or friction.`),
  motorMisfit: words("HW-19", (_, more) => `The motor is not of the kind that the parts list asks for: ${more}.`),
  jamUnseen: words("HW-19", (_, more) => `A held bolt is not noticed by its current (${more}): only the time limit ends it. Was it held in the middle, so that it could not move?`),
  refused: words("HW-07", (_, more) => `The chip refuses it (${more}). Is the firmware on the board as old as this program?`),

  servoSignalOpen: words("HW-21", (wires) => `The servo has its supply and does not move: the wire of the ${wires.servoSignal}, or the servo is broken.`),
  servoSupplyOpen: words("HW-22", (wires) => `The servo gets no supply: ${wires.servoSupply}.`),
  servoRange: words("HW-21", (_, more) => `The servo's range does not fit the bolt: ${more}. Take the horn off and put it on at another angle.`),
  servoSlow: words("HW-23", () => "The servo does not come from end to end in time: friction, or a weak pack."),
  servoStays: words("HW-22", (wires) => `The servo keeps its supply after a move: the P-FET or its 10 k at the ${wires.servoSupply}.`),

  cardReaderSilent: words("HW-40", (wires) => `The card reader does not answer: ${wires.cardReader}; its two switches on I2C, 3.3 V at VCC, pull-ups to 3.3 V.`),
  cardUnread: words("HW-42", () => "The card reader answers and reads no card: metal near its antenna, 10 uF at the module missing, or no card of 13.56 MHz."),
  fingerprintSwapped: words("HW-45", (wires) => `The fingerprint module hears nothing or is not heard: first swap its two wires (${wires.fingerprint}); that harms nothing. Next: its 3.3 V, and its ground.`),
  fingerUnread: words("HW-49", (_, more) => `The fingerprint module answers, but ${more}: a dry or wet finger, a foil on its window, or its touch supply.`),
  fingerForeign: words("HW-45", (_, more) => `The fingerprint module is not as it was sold: ${more}.`),
  faceSilent: words("HW-60", (wires) => `The face module does not answer: ${wires.face}. First swap its two wires.`),

  drift: words("HW-78", (_, more) => `It changes while it works: ${more}. A pack that gets empty, a motor that gets hot, screws that come loose.`),
});

export type SuspectId = keyof typeof suspects;

/** `more`: for lines of the keypad their numbers, as "0,4"; for a bolt switch its end; else words. */
export function suspectOf(id: SuspectId, wires: Wires, more = ""): Suspect {
  const { hw, text } = suspects[id];
  return { id, text: text(wires, more), hw };
}

function numbers(more: string): number[] {
  return more.split(",").map(Number);
}

function lines(wires: Wires, more: string): string {
  return numbers(more).map((line) => wires.keypadLine(line)).join("; ");
}

function keys(wires: Wires, more: string): string {
  const [one = 0, other = 0] = numbers(more);
  return wires.keyAt(one, other) ?? "?";
}

function ends(wires: Wires, more: string): string {
  return more
    .split(",")
    .map((end) => wires.boltSwitch(end === "locked" ? "locked" : "unlocked"))
    .join("; ");
}
