// SPDX-License-Identifier: Apache-2.0
/** What update/signature.ts uses of the npm package @noble/ed25519, 3.2.0. A point never changes; none of this writes to a variable of the module. */
export interface AffinePoint {
  x: bigint;
  y: bigint;
}

export declare class Point {
  static readonly BASE: Point;
  static readonly ZERO: Point;
  /** Does not check whether the point is on the curve. */
  static fromAffine(point: AffinePoint): Point;
  negate(): Point;
  double(): Point;
  add(other: Point): Point;
  equals(other: Point): boolean;
}
