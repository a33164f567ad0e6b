// SPDX-License-Identifier: Apache-2.0
/** The WebSocket to the virtual board, as a Preact hook: the newest state, the last lines and log entries, and a way to act. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { FromPage, FromServer, PanelLine, PanelLogEntry, PanelState } from "../app/panel-protocol";

export type Send = (action: FromPage) => void;

const linesKept = 300;
const entriesKept = 500;
const retryMs = 1_000;
/** The server says something at least once a second. */
const silenceMs = 3_000;
const noticeMs = 5_000;

export function useConnection() {
  const [state, setState] = useState<PanelState>();
  const [connected, setConnected] = useState(false);
  const [lines, setLines] = useState<PanelLine[]>([]);
  const [log, setLog] = useState<PanelLogEntry[]>([]);
  const [notice, setNotice] = useState("");
  const socket = useRef<WebSocket>();

  useEffect(() => {
    let retry: number | undefined;
    let silence: number | undefined;
    let noticeOver: number | undefined;
    let closed = false;
    const heard = (): void => {
      setConnected(true);
      window.clearTimeout(silence);
      silence = window.setTimeout(() => setConnected(false), silenceMs);
    };
    const take = (said: FromServer): void => {
      switch (said.type) {
        case "state":
          return setState(said.state);
        case "lines":
          return setLines((earlier) => [...(said.fresh ? [] : earlier), ...said.lines].slice(-linesKept));
        case "log":
          return setLog((earlier) => [...(said.fresh ? [] : earlier), ...said.entries].slice(-entriesKept));
        case "notice":
          window.clearTimeout(noticeOver);
          noticeOver = window.setTimeout(() => setNotice(""), noticeMs);
          return setNotice(said.text);
      }
    };
    const open = (): void => {
      const opened = new WebSocket(`ws://${location.host}/board`);
      socket.current = opened;
      opened.onmessage = (message) => {
        heard();
        take(JSON.parse(String(message.data)) as FromServer);
      };
      opened.onclose = () => {
        window.clearTimeout(silence);
        setConnected(false);
        if (!closed) retry = window.setTimeout(open, retryMs);
      };
    };
    open();
    return () => {
      closed = true;
      for (const timer of [retry, silence, noticeOver]) window.clearTimeout(timer);
      socket.current?.close();
    };
  }, []);

  const send = useCallback<Send>((action) => {
    setNotice("");
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify(action));
  }, []);
  return { state, connected, lines, log, notice, send };
}
