// SPDX-License-Identifier: Apache-2.0
/** The WebSocket to the virtual board, as a Preact hook: the newest state, the last lines and log entries, and a way to act. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { FromPage, FromServer, PanelLogEntry, PanelState } from "../app/panel-protocol";

export type Send = (action: FromPage) => void;
export interface ConsoleLine {
  fromLock: boolean;
  text: string;
}

const linesKept = 300;
const entriesKept = 500;
const retryMs = 1000;

export function connect() {
  const [state, setState] = useState<PanelState>();
  const [connected, setConnected] = useState(false);
  const [lines, setLines] = useState<ConsoleLine[]>([]);
  const [log, setLog] = useState<PanelLogEntry[]>([]);
  const socket = useRef<WebSocket>();

  useEffect(() => {
    let retry: number | undefined;
    let closed = false;
    const open = (): void => {
      const opened = new WebSocket(`ws://${location.host}/board`);
      socket.current = opened;
      opened.onopen = () => setConnected(true);
      opened.onmessage = (message) => {
        const said = JSON.parse(String(message.data)) as FromServer;
        if (said.type === "state") setState(said.state);
        else if (said.type === "lines") setLines((earlier) => [...earlier, ...said.lines].slice(-linesKept));
        else setLog((earlier) => [...(said.fresh ? [] : earlier), ...said.entries].slice(-entriesKept));
      };
      opened.onclose = () => {
        setConnected(false);
        if (!closed) retry = window.setTimeout(open, retryMs);
      };
    };
    open();
    return () => {
      closed = true;
      window.clearTimeout(retry);
      socket.current?.close();
    };
  }, []);

  const send = useCallback<Send>((action) => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify(action));
  }, []);
  return { state, connected, lines, log, send };
}
