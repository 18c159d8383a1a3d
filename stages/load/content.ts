/** The content of one file, unpacked. `file` names its origin in errors. */
export interface Content {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files of a layout by name. Asking for a name outside the layout is a bug. */
export type Contents = (name: string) => Content;
