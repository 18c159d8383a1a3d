import type { Piece } from './record.mjs';
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
/** Letters of a line that look the same. */
export interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: string;
}
export interface Frame {
  /** In ms after the start. */
  readonly at: number;
  readonly screen: readonly (readonly Run[])[];
}
export function framesOf(
  sessions: readonly { readonly typed: string; readonly chunks: readonly Piece[] }[],
  size: Size,
): Promise<readonly Frame[]>;
