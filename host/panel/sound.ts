// SPDX-License-Identifier: Apache-2.0
/** The buzzer, heard: a square wave like that of a piezo disc, softly. Off until somebody switches it on. */
import { useEffect, useRef, useState } from "preact/hooks";

const loudness = 0.04;

interface Voice {
  context: AudioContext;
  tone: OscillatorNode;
  gain: GainNode;
}

/** Sounds at `hz`; 0 is silence. `toggle` belongs into the handler of a click: a browser lets a page sound only from there. */
export function useBuzzerSound(hz: number): { isOn: boolean; toggle: () => void } {
  const [isOn, setOn] = useState(false);
  const voice = useRef<Voice>();
  useEffect(() => {
    if (voice.current === undefined) return;
    const { context, tone, gain } = voice.current;
    if (hz > 0) tone.frequency.setValueAtTime(hz, context.currentTime);
    gain.gain.setValueAtTime(isOn && hz > 0 ? loudness : 0, context.currentTime);
  }, [hz, isOn]);
  useEffect(() => () => void voice.current?.context.close(), []);
  const toggle = (): void => {
    voice.current ??= makeVoice();
    void voice.current.context.resume();
    setOn(!isOn);
  };
  return { isOn, toggle };
}

function makeVoice(): Voice {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = "square";
  gain.gain.value = 0;
  tone.connect(gain).connect(context.destination);
  tone.start();
  return { context, tone, gain };
}
