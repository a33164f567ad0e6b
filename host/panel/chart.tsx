// SPDX-License-Identifier: Apache-2.0
/** A small line chart of the last two minutes, drawn by uPlot. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

export const chartSeconds = 120;
const tickSeconds = 30;
const heightPx = 120;

export interface ChartProps {
  label: string;
  /** [seconds, values], changed in place between renders. */
  data: [number[], number[]];
  nowSeconds: number;
  /** Colour of the line: a custom property of the style sheet. */
  color: string;
  /** The values that are shown at least, around the lowest and highest ones that there are. */
  range: (lowest: number, highest: number) => [number, number];
  format: (value: number) => string;
}

export function Chart({ label, data, nowSeconds, color, range, format }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const now = useRef(nowSeconds);
  now.current = nowSeconds;
  useEffect(() => {
    const holder = element.current;
    if (holder === null) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(options(holder, now, { color, range, format }), data, holder);
    };
    draw();
    // Colours are those of the style sheet at this moment.
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: holder.clientWidth, height: heightPx }));
    observer.observe(holder);
    return () => {
      scheme.removeEventListener("change", draw);
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data));
  return <div class="chart" role="img" aria-label={label} ref={element} />;
}

type Looks = Pick<ChartProps, "color" | "range" | "format">;

function options(holder: HTMLElement, now: { current: number }, { color, range, format }: Looks): uPlot.Options {
  const style = getComputedStyle(holder);
  const axis = { stroke: style.color, grid: { stroke: "#8883", width: 1 }, ticks: { show: false }, font: "11px system-ui" };
  return {
    width: holder.clientWidth,
    height: heightPx,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [now.current - chartSeconds, now.current] },
      y: { range: (_, lowest, highest) => range(lowest, highest) },
    },
    axes: [
      // Counted back from now, so that the labels stand still.
      { ...axis, size: 22, splits: (_, __, min, max) => ticks(min, max), values: (plot, splits) => splits.map((at) => ago(at, plot)) },
      { ...axis, size: 52, space: 28, values: (_, splits) => splits.map(format) },
    ],
    series: [{}, { stroke: style.getPropertyValue(color), width: 1.5, points: { show: false }, ...(steps && { paths: steps }) }],
  };
}

/** Values hold until the next one: they are told when they change. */
const steps = uPlot.paths.stepped?.({ align: 1 });

function ticks(min: number, max: number): number[] {
  const all: number[] = [];
  for (let at = max; at >= min - 1e-6; at -= tickSeconds) all.unshift(at);
  return all;
}

function ago(at: number, plot: uPlot): string {
  const seconds = Math.round((plot.scales.x?.max ?? at) - at);
  return seconds === 0 ? "now" : `−${seconds} s`;
}
