// SPDX-License-Identifier: Apache-2.0
/** The serial console: one JSON object a line. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ConsoleLine, Send } from "./connection";

const examples = ['{"Command":"GetStatus"}', '{"Command":"Help"}', '{"Command":"Login","PIN":"…"}', '{"Command":"GetLog"}'];

export function Console({ lines, send }: { lines: ConsoleLine[]; send: Send }) {
  const [text, setText] = useState("");
  const transcript = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = transcript.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    <section class="console" aria-labelledby="console-title">
      <h2 id="console-title">Serial console</h2>
      <div class="scroll transcript" tabIndex={0} role="log" aria-labelledby="console-title" ref={transcript}>
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
          aria-label="Line to send"
          list="console-examples"
          spellcheck={false}
          autocomplete="off"
          placeholder={examples[0]}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <datalist id="console-examples">
          {examples.map((example) => (
            <option key={example} value={example} />
          ))}
        </datalist>
        <button>Send</button>
      </form>
    </section>
  );
}
