// SPDX-License-Identifier: Apache-2.0
/** The serial console: one JSON object a line. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { PanelLine } from "../app/panel-protocol";
import type { Send } from "./connection";

interface Example {
  name: string;
  text: string;
  fromEnd: number;
}

/** Lines that a button puts in, and where the cursor then stands from the end. */
const lockExamples: readonly Example[] = [
  { name: "Status", text: '{"Command":"GetStatus"}', fromEnd: 0 },
  { name: "Log in", text: '{"Command":"Login","PIN":""}', fromEnd: 2 },
  { name: "Users", text: '{"Command":"GetUsers"}', fromEnd: 0 },
  { name: "Unlock", text: '{"Command":"UnlockDoor"}', fromEnd: 0 },
  { name: "Help", text: '{"Command":"Help"}', fromEnd: 0 },
];

const bringupExamples: readonly Example[] = [
  { name: "Board", text: '{"Command":"GetBoard"}', fromEnd: 0 },
  { name: "Readings", text: '{"Command":"GetReadings"}', fromEnd: 0 },
  { name: "Battery", text: '{"Command":"MeasureBattery"}', fromEnd: 0 },
  { name: "Keypad lines", text: '{"Command":"WatchKeypad","Mode":"Lines"}', fromEnd: 0 },
  { name: "Show", text: '{"Command":"Show","Pattern":""}', fromEnd: 2 },
  { name: "Calibration", text: '{"Command":"GetCalibration"}', fromEnd: 0 },
];

export function Console({ isBringup, lines, send }: { isBringup: boolean; lines: PanelLine[]; send: Send }) {
  const examples = isBringup ? bringupExamples : lockExamples;
  const [text, setText] = useState("");
  const transcript = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const element = transcript.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [lines]);
  const putIn = ({ text: example, fromEnd }: Example): void => {
    setText(example);
    const field = input.current;
    if (field === null) return;
    field.value = example;
    field.focus();
    field.setSelectionRange(example.length - fromEnd, example.length - fromEnd);
  };
  return (
    <section class="console" aria-labelledby="console-title">
      <h2 id="console-title">Serial console</h2>
      <div class="scroll transcript" tabIndex={0} role="log" aria-labelledby="console-title" ref={transcript}>
        {lines.length === 0 && <p class="hint">One JSON object a line. {!isBringup && "Most commands need a login with the master PIN."}</p>}
        {lines.map((line, index) => (
          <code key={index} class={line.fromLock ? "from-lock" : "to-lock"}>
            {line.text}
          </code>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== "") send({ op: "serial", text });
          setText("");
        }}
      >
        <input
          ref={input}
          type="text"
          aria-label="Line to send"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder={examples[0]?.text}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button>Send</button>
      </form>
      <div class="examples">
        {examples.map((example) => (
          <button key={example.name} onClick={() => putIn(example)}>
            {example.name}
          </button>
        ))}
      </div>
    </section>
  );
}
