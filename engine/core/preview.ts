/** Something to look at in an artifact, as plain data: whoever shows it decides how it looks. */
export type PreviewBlock =
  | {
      readonly kind: 'facts';
      readonly title?: string;
      readonly facts: readonly (readonly [name: string, value: string])[];
    }
  | {
      readonly kind: 'table';
      readonly title?: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | number | null)[])[];
      /** Rows that were left out. */
      readonly omitted?: number;
    }
  /** Small pictures of numbers, each `height` x `width`, row by row: the filters of a layer, a matrix, images. */
  | {
      readonly kind: 'tiles';
      readonly title: string;
      readonly width: number;
      readonly height: number;
      readonly tiles: readonly (readonly number[])[];
      /** The values that the ends of the scale stand for. `signed`: from blue over white, which is 0, to red; else from white to black. */
      readonly low: number;
      readonly high: number;
      readonly scale: 'signed' | 'grey';
      readonly note?: string;
    }
  | {
      readonly kind: 'histogram';
      readonly title: string;
      readonly low: number;
      readonly high: number;
      /** How many values lie in each of as many equal parts. */
      readonly counts: readonly number[];
      readonly note?: string;
    }
  | { readonly kind: 'text'; readonly title?: string; readonly text: string; readonly omitted?: number };

/** What there is to look at in an artifact. */
export interface Preview {
  readonly blocks: readonly PreviewBlock[];
  /** Parts of the artifact that can be chosen, such as the names of its tensors. */
  readonly parts?: readonly string[];
  /** The part that is shown. */
  readonly part?: string;
}
