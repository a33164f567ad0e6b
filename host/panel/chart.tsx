// SPDX-License-Identifier: Apache-2.0
/** A small line chart over seconds, drawn by uPlot; `data` is [seconds, values], changed in place between renders. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

const heightPx = 120;

export function Chart(props: { label: string; data: [number[], number[]]; series: uPlot.Series[]; axisLabel: string }) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  useEffect(() => {
    if (element.current === null) return undefined;
    const holder = element.current;
    const stroke = getComputedStyle(holder).color;
    const axis = { stroke, grid: { stroke: "#8883", width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    plot.current = new uPlot(
      {
        width: holder.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 22, values: (_, splits) => splits.map((second) => `${second} s`) },
          { ...axis, size: 44, values: (_, splits) => splits.map((value) => `${value} ${props.axisLabel}`) },
        ],
        series: props.series,
      },
      props.data,
      holder,
    );
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: holder.clientWidth, height: heightPx }));
    observer.observe(holder);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(props.data));
  return <div class="chart" role="img" aria-label={props.label} ref={element} />;
}
