// SPDX-License-Identifier: Apache-2.0
/** Where long commands write to: results on stdout, and how far they are on stderr. */

export interface Terminal {
  print: (line: string) => void;
  /** On a terminal the newest line replaces the one before; in a log it is told now and then. */
  progress: (line: string) => void;
}

const logEveryMs = 15_000;

export function openTerminal(): Terminal {
  const stream = process.stderr;
  let loggedMs = 0;
  return {
    progress: (line) => {
      if (stream.isTTY) stream.write(`\r\x1b[K${line}`);
      else if (performance.now() - loggedMs > logEveryMs) {
        loggedMs = performance.now();
        stream.write(`${line}\n`);
      }
    },
    print: (line) => {
      if (stream.isTTY) stream.write("\r\x1b[K");
      console.log(line);
    },
  };
}
