// SPDX-License-Identifier: Apache-2.0
/** The buzzer, heard: a square wave like that of a piezo disc, softly. */
import { useEffect, useRef } from "preact/hooks";

const loudness = 0.04;

/** Sounds at `hz`; 0 is silence, and nothing of Web Audio is touched before the first tone. */
export function useBuzzerSound(hz: number): void {
  const audio = useRef<{ context: AudioContext; tone: OscillatorNode; gain: GainNode }>();
  useEffect(() => {
    if (hz > 0 && audio.current === undefined) {
      const context = new AudioContext();
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = "square";
      gain.gain.value = 0;
      tone.connect(gain).connect(context.destination);
      tone.start();
      audio.current = { context, tone, gain };
    }
    if (audio.current === undefined) return;
    const { context, tone, gain } = audio.current;
    if (hz > 0) tone.frequency.setValueAtTime(hz, context.currentTime);
    gain.gain.setValueAtTime(hz > 0 ? loudness : 0, context.currentTime);
  }, [hz]);
  useEffect(() => () => void audio.current?.context.close(), []);
}
