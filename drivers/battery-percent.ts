// SPDX-License-Identifier: Apache-2.0
/**
 * How full a pack is, from its resting voltage. Pure. An estimate, good to 10 %; for lithium AA cells, whose voltage hardly
 * falls until the end, it is hardly more than "full" or "nearly empty".
 */

/** As in lock/parts.ts. Four AA cells, or one or two Li-ion cells in series. */
export type Chemistry = "alkaline" | "lithium" | "nimh" | "liIon1S" | "liIon2S";

const percents = Object.freeze([0, 10, 25, 50, 75, 100]);
/** Resting millivolts of one cell at these percents (HW-27, estimates). */
const alkaline = Object.freeze([950, 1080, 1180, 1280, 1400, 1580]);
const lithium = Object.freeze([1100, 1380, 1450, 1490, 1520, 1750]);
const nimh = Object.freeze([1050, 1150, 1220, 1260, 1290, 1380]);
const liIon = Object.freeze([3200, 3500, 3680, 3800, 3950, 4180]);

const packs = Object.freeze({
  alkaline: Object.freeze({ cells: 4, cellMillivolts: alkaline }),
  lithium: Object.freeze({ cells: 4, cellMillivolts: lithium }),
  nimh: Object.freeze({ cells: 4, cellMillivolts: nimh }),
  liIon1S: Object.freeze({ cells: 1, cellMillivolts: liIon }),
  liIon2S: Object.freeze({ cells: 2, cellMillivolts: liIon }),
});

/** 0 to 100, whole. `millivolts` of the whole pack, at rest. */
export function batteryPercent(chemistry: Chemistry, millivolts: number): number {
  const { cells, cellMillivolts } = packs[chemistry];
  const cell = millivolts / cells;
  let percentBelow = 0;
  let millivoltsBelow = -Infinity;
  for (let index = 0; index < percents.length; index++) {
    const percent = percents[index] ?? 0;
    const millivoltsHere = cellMillivolts[index] ?? 0;
    if (cell < millivoltsHere) {
      const share = (cell - millivoltsBelow) / (millivoltsHere - millivoltsBelow);
      return index === 0 ? 0 : Math.round(percentBelow + share * (percent - percentBelow));
    }
    percentBelow = percent;
    millivoltsBelow = millivoltsHere;
  }
  return percentBelow;
}
