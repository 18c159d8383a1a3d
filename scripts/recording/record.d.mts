export interface Piece {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}
export function recordCommand(
  command: readonly string[],
  options: { readonly columns: number; readonly rows: number; readonly folder: string },
): readonly Piece[];
