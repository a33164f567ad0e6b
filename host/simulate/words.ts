// SPDX-License-Identifier: Apache-2.0
/** A story in words, for whoever has to understand why it failed. No PIN stands in it: users are named instead. */
import { wallTime } from "./calendar";
import { pins } from "./cast";
import type { Act, Actor, TimedAct } from "./act";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const dayMs = 24 * hour;

/** "day 3 07:12:05.250 nature: power cut for 2 s at the 3rd write to flash or NVS from now". */
export function inWords({ atMs, by, act }: TimedAct): string {
  return `${timeInWords(atMs)} ${actorWords[by]}: ${actInWords(act)}`;
}

export function timeInWords(atMs: number): string {
  const day = Math.floor(atMs / dayMs) + 1;
  const ms = Math.round(atMs) % dayMs;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const time = `${two(ms / hour)}:${two((ms / minute) % 60)}:${two((ms / second) % 60)}`;
  return `day ${day} ${time}.${String(ms % second).padStart(3, "0")}`;
}

const actorWords: Readonly<Record<Actor, string>> = Object.freeze({
  household: "household",
  attacker: "attacker",
  nature: "nature",
  owner: "owner",
});

function actInWords(act: Act): string {
  switch (act.do) {
    case "type":
      return `types ${keysInWords(act.keys)}, a key every ${duration(act.gapMs)}`;
    case "holdKey":
      return `holds key ${act.key} for ${duration(act.holdMs)}`;
    case "button":
      return `holds the inside button for ${duration(act.holdMs)}`;
    case "thumb":
      return `turns the thumb-turn ${thumbInWords(act.to)} and holds it for ${duration(act.holdMs)}`;
    case "openDoor":
      return "opens the door, if the bolt lets go of it";
    case "closeDoor":
      return "closes the door, if the bolt is not in the way";
    case "forceDoor":
      return "breaks the door open";
    case "line":
      return `sends ${lineInWords(act.text)} to the console`;
    case "update":
      return updateInWords(act);
    case "flipFirmware":
      return `a bit flips in ${partWords[act.where]} (from seed ${act.seed})`;
    case "garbage":
      return `sends ${act.bytes} random bytes to the console (from seed ${act.seed})`;
    case "readers":
      return act.on ? "plugs in card reader and fingerprint module" : "unplugs card reader and fingerprint module";
    case "card":
      return `holds card ${act.uid} to the reader for ${duration(act.holdMs)}`;
    case "finger":
      return `lays finger ${act.finger} on the module for ${duration(act.holdMs)}`;
    case "guest":
      return `types a guest code for ${act.wish.hours} h from ${hourInWords(act.wish.startHour)}${act.wish.once ? ", for one use" : ""}, #`;
    case "readerNoise":
      return act.answers === 0 ? "the readers' wires are quiet again" : `spoils ${act.answers} answers of card reader and fingerprint module`;
    case "forgedFinger":
      return act.slot === undefined ? "takes the forged module away" : `puts a board in the module's place that finds slot ${act.slot}`;
    case "cover":
      return act.on ? "puts the cover on" : "takes the cover off";
    case "magnet":
      return act.on ? "holds a magnet to the door sensor" : "takes the magnet away";
    case "block":
      return act.at === undefined ? "the bolt is free again" : `something is in the bolt's way at ${percent(act.at)} of its travel`;
    case "stickSwitch":
      return `the switch that says "${act.end}" ${act.stuck === undefined ? "works again" : `sticks ${act.stuck ? "closed" : "open"}`}`;
    case "cells":
      return `cells out, and ${duration(act.offMs)} later ${chemistryWords[act.chemistry]} cells in, ${act.chargePercent} % full`;
    case "drain":
      return `the cells are down to ${act.chargePercent} %`;
    case "cutPower":
      return `power cut for ${duration(act.offMs)}`;
    case "cutAtOperation":
      return (
        `power cut for ${duration(act.offMs)} at the ${ordinal(act.operation)} write to flash or NVS from now, ` +
        `of which ${percent(act.torn)} is done`
      );
    case "cutAtMotor":
      return `power cut for ${duration(act.offMs)}, ${duration(act.delayMs)} after the motor starts next`;
    case "reset":
      return "the chip is reset";
    case "keypadNoise":
      return act.perSecond === 0 ? "the keypad is quiet again" : `the keypad makes ${act.perSecond} false contacts a second`;
    case "bounce":
      return `contacts bounce for up to ${duration(act.ms)}`;
    case "temperature":
      return `it is ${act.celsius} °C`;
    case "friction":
      return act.factor === 1 ? "the bolt runs easily again" : `the bolt runs ${act.factor} times as heavily`;
    case "loseInterrupts":
      return act.on ? "interrupts get lost" : "interrupts get lost no longer";
    case "doubleInterrupts":
      return act.on ? "interrupts come twice" : "interrupts come once again";
    case "delayTimers":
      return act.maxMs === 0 ? "timers are on time again" : `timers are up to ${duration(act.maxMs)} late`;
    case "clockDrift":
      return act.ppm === 0 ? "the clock is right again" : `the clock runs ${Math.abs(act.ppm)} ppm too ${act.ppm > 0 ? "fast" : "slowly"}`;
    case "flipBits":
      return `${act.count} ${act.count === 1 ? "bit" : "bits"} of the log flip (from seed ${act.seed})`;
    case "fillNvs":
      return act.on ? "NVS is full" : "NVS has room again";
    case "randomFails":
      return act.on ? "the random source fails" : "the random source works again";
    case "repair":
      return "repairs everything and puts in new cells";
    case "prove":
      return "proves that the lock is usable";
  }
}

function updateInWords({ image, login, blocks, then, spoil }: Extract<Act, { do: "update" }>): string {
  const what = spoil === undefined ? "" : `, ${spoilWords[spoil.what]} (from seed ${spoil.seed})`;
  const who = login ? "logs in" : "without a login";
  return `${who}, offers the image "${image}", sends up to ${blocks} blocks${what}${thenWords[then]}`;
}

const spoilWords = Object.freeze({
  offer: "with a wrong bit in the offer",
  block: "with a wrong bit in each line",
  splice: "taken from another image",
  order: "out of order",
});

const thenWords = Object.freeze({ leave: "", logout: ", logs out", install: ", has it installed" });

const partWords = Object.freeze({
  idle: "the image that does not run",
  running: "the image that runs",
  otadata: "what says which image boots",
  records: "what is noted of an update",
});

const chemistryWords = Object.freeze({
  alkaline: "alkaline",
  lithium: "lithium",
  nimh: "NiMH",
  liIon1S: "Li-ion (one)",
  liIon2S: "Li-ion (two)",
});

/** "PIN of user 4, #". */
function keysInWords(keys: string): string {
  const entries: string[] = [];
  let digits = "";
  for (const key of keys) {
    if (key !== "#" && key !== "*") {
      digits += key;
      continue;
    }
    if (digits !== "") entries.push(pinInWords(digits));
    entries.push(key);
    digits = "";
  }
  if (digits !== "") entries.push(`${pinInWords(digits)} without #`);
  return entries.join(", ");
}

function pinInWords(digits: string): string {
  for (const [index, pin] of Object.entries(pins)) {
    if (digits === pin) return index === "1" ? "the master's PIN" : `the PIN of user ${index}`;
    if (digits.length < pin.length && pin.startsWith(digits)) return `the first ${digits.length} digits of user ${index}'s PIN`;
  }
  return `${digits.length} ${digits.length === 1 ? "digit" : "digits"} that no user of the first day has as PIN`;
}

/** "2027-01-12T15". */
function hourInWords(hour: number): string {
  return wallTime(hour * 3_600).toISOString().slice(0, 13);
}

/** PINs in it named. */
function lineInWords(text: string): string {
  if (text === "") return "an empty line";
  let words = text;
  for (const [index, pin] of Object.entries(pins)) words = words.replaceAll(pin, index === "1" ? "master's PIN" : `PIN of user ${index}`);
  return words;
}

function thumbInWords(to: number): string {
  if (to === 0) return "back";
  return to === 1 ? "to the end, bolt out" : `to ${percent(to)} of the bolt's travel`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function duration(ms: number): string {
  if (ms < second) return `${ms} ms`;
  if (ms < minute) return `${Math.round(ms) / second} s`;
  if (ms < hour) return `${Math.round(ms / second / 6) / 10} min`;
  return `${Math.round(ms / minute / 6) / 10} h`;
}

function ordinal(count: number): string {
  const ending = count % 100 > 10 && count % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${ending}`;
}
