// SPDX-License-Identifier: Apache-2.0
/** Tells a person what takes so long: a line when it starts, on a terminal the seconds going by, and how long it took. */

/**
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1_000).toFixed(0)} s`;
  const stream = process.stderr;
  stream.write(stream.isTTY ? `${title} ...` : `${title} ...\n`);
  const ticking = stream.isTTY ? setInterval(() => stream.write(`\r${title} ... ${seconds()}`), 1_000) : undefined;
  try {
    const result = await work();
    stream.write(`${stream.isTTY ? "\r" : ""}${title}: done in ${seconds()}\n`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}
