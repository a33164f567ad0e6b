// SPDX-License-Identifier: Apache-2.0
/** Guest codes in words. Hours are counted as crypto/guest-code.ts does: local civil time since 2000-01-01 00:00. */
import { guestCodeOf } from "../../crypto/guest-code";
import { dayNumber, daysInMonth, epochUtcSeconds } from "../../lock/civil-time";

/** "2026-12-24T15:00" */
export function dateText(hour: number): string {
  const date = new Date((hour * 3600 + epochUtcSeconds) * 1000);
  return `${date.toISOString().slice(0, 13)}:00`;
}

/** Of 2026-12-24T15, 2026-12-24T15:00 or 2026-12-24; undefined: there is no such hour. */
export function hourOfText(text: string): number | undefined {
  const found = /^(2\d{3})-(\d\d)-(\d\d)(?:[T ](\d\d)(?::00)?)?$/.exec(text.trim());
  if (found === null) return undefined;
  const parts = found.slice(1).map((part: string | undefined) => Number(part ?? 0));
  const [year, month, day, hour] = parts as [number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23) return undefined;
  return dayNumber(year, month, day) * 24 + hour;
}

/** "0 of 2026-12-24T15:00 for 2 days, one use" */
export function guestText(id: number): string {
  const { startHour, hours, once, serial } = guestCodeOf(id);
  const [count, unit] = hours < 48 ? [hours, "hour"] : [hours / 24, "day"];
  return `${serial} of ${dateText(startHour)} for ${count} ${unit}${count === 1 ? "" : "s"}${once ? ", one use" : ""}`;
}
