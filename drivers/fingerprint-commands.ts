// SPDX-License-Identifier: Apache-2.0
/**
 * Commands and confirmation codes of the R503 and AS608 family (R503 user manual 1.2.2; the AS608 has no ring and no product
 * information), and how long each may take. The times are estimates, several times what is usual (HW-49).
 */

const quick = 300;

export const commands = Object.freeze({
  generateImage: Object.freeze({ code: 0x01, limitMs: 1500, answerBytes: 1 }),
  imageToFeatures: Object.freeze({ code: 0x02, limitMs: 1500, answerBytes: 1 }),
  search: Object.freeze({ code: 0x04, limitMs: 2000, answerBytes: 5 }),
  makeModel: Object.freeze({ code: 0x05, limitMs: 1500, answerBytes: 1 }),
  store: Object.freeze({ code: 0x06, limitMs: 1500, answerBytes: 1 }),
  delete: Object.freeze({ code: 0x0c, limitMs: 1500, answerBytes: 1 }),
  empty: Object.freeze({ code: 0x0d, limitMs: 3000, answerBytes: 1 }),
  readParameters: Object.freeze({ code: 0x0f, limitMs: quick, answerBytes: 17 }),
  setPassword: Object.freeze({ code: 0x12, limitMs: 1000, answerBytes: 1 }),
  verifyPassword: Object.freeze({ code: 0x13, limitMs: quick, answerBytes: 1 }),
  countTemplates: Object.freeze({ code: 0x1d, limitMs: quick, answerBytes: 3 }),
  ring: Object.freeze({ code: 0x35, limitMs: quick, answerBytes: 1 }),
  readProduct: Object.freeze({ code: 0x3c, limitMs: quick, answerBytes: 47 }),
});

export const codes = Object.freeze({
  noFinger: 0x02,
  notTheSame: 0x0a,
  notFound: 0x09,
  wrongPassword: 0x13,
});

/** Control, speed, colour, times (0: for ever) of the R503's ring. */
export const ring = Object.freeze({
  off: Object.freeze([4, 0, 2, 0]),
  reading: Object.freeze([3, 0, 2, 0]),
  refused: Object.freeze([2, 25, 1, 2]),
  unreadable: Object.freeze([2, 25, 3, 2]),
  lay: Object.freeze([1, 100, 2, 0]),
  lift: Object.freeze([2, 50, 5, 0]),
  stored: Object.freeze([2, 25, 4, 2]),
});
