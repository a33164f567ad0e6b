// SPDX-License-Identifier: Apache-2.0
/**
 * The door from inside, drawn to where everything really is. It opens away from whoever looks, about its left edge; what is
 * fixed to the leaf goes through `onLeaf`, which knows how far it has swung.
 */
import type { PanelState } from "../app/panel-protocol";
import { useGlide } from "./glide";

const viewWidth = 340;
const viewHeight = 330;
/** Of the closed leaf, in units of the drawing. */
const leaf = { left: 60, top: 20, width: 196, height: 296 };
const right = leaf.left + leaf.width;
const jamb = 14;
const gap = 3;
const boltY = { top: 172, bottom: 190 };
/** How far the thrown bolt stands out of the leaf. */
const boltTravel = 32;
const openRadians = 1.12;
/** Of the eye, for perspective. */
const eyeDistance = 620;
const horizon = 150;
const knob = { x: right - 34, y: (boltY.top + boltY.bottom) / 2, halfLength: 21, halfWidth: 5 };

type Point = readonly [x: number, y: number];

/** Where a point of the closed leaf is when the leaf has swung by so many radians. */
function onLeaf([x, y]: Point, radians: number): Point {
  const along = x - leaf.left;
  const scale = eyeDistance / (eyeDistance + along * Math.sin(radians));
  return [leaf.left + along * Math.cos(radians) * scale, horizon + (y - horizon) * scale];
}

export function DoorDrawing({ state, label }: { state: PanelState; label: string }) {
  const radians = useGlide(state.doorOpen ? openRadians : 0);
  const { boltPosition } = state;
  const shape = (name: string, corners: readonly Point[]) => (
    <polygon class={name} points={corners.map((corner) => onLeaf(corner, radians).map((value) => value.toFixed(1)).join()).join(" ")} />
  );
  const box = (name: string, left: number, top: number, rightEdge: number, bottom: number) =>
    shape(name, [[left, top], [rightEdge, top], [rightEdge, bottom], [left, bottom]]);
  const boltEnd = right + boltPosition * boltTravel;
  return (
    <svg viewBox={`0 0 ${viewWidth} ${viewHeight}`} role="img" aria-label={label}>
      <rect class="wall" width={viewWidth} height={viewHeight} />
      <rect class="frame" x={leaf.left - jamb} y={leaf.top - jamb} width={leaf.width + gap + 2 * jamb} height={viewHeight} />
      <rect class="outside" x={leaf.left} y={leaf.top} width={leaf.width + gap} height={leaf.height} />
      <rect class="floor" y={leaf.top + leaf.height} width={viewWidth} height={viewHeight} />
      <rect class="strike" x={right + gap} y={boltY.top - 4} width={boltTravel + 2} height={boltY.bottom - boltY.top + 8} rx="2" />
      {box("wood", leaf.left, leaf.top, right, leaf.top + leaf.height)}
      {box("panelling", leaf.left + 26, leaf.top + 26, right - 66, leaf.top + 122)}
      {box("panelling", leaf.left + 26, leaf.top + 152, right - 66, leaf.top + 270)}
      {box("door-magnet", right - 12, leaf.top + 34, right - 4, leaf.top + 60)}
      {box("bolt", right - 40, boltY.top, boltEnd, boltY.bottom)}
      {box("case", right - 62, knob.y - 44, right - 7, knob.y + 44)}
      {shape("thumb-turn", thumbTurn(boltPosition))}
      <rect class="reed" x={right + gap + 3} y={leaf.top + 34} width="8" height="26" rx="3" />
      {state.magnet && <rect class="magnet" x={right + gap + 14} y={leaf.top + 36} width="16" height="22" rx="2" />}
      {state.boltBlocked && <rect class="block" x={right + boltTravel / 2} y={boltY.top - 12} width="7" height={boltY.bottom - boltY.top + 24} rx="2" />}
    </svg>
  );
}

/** Upright when the bolt is drawn back, across when it is thrown. */
function thumbTurn(boltPosition: number): Point[] {
  const angle = (boltPosition * Math.PI) / 2;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const { x, y, halfLength, halfWidth } = knob;
  const corners: readonly Point[] = [[-halfWidth, -halfLength], [halfWidth, -halfLength], [halfWidth, halfLength], [-halfWidth, halfLength]];
  return corners.map(([dx, dy]) => [x + dx * cos - dy * sin, y + dx * sin + dy * cos]);
}
