/** The content of one file, unpacked. `file` says in errors where it came from. */
export interface Content {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files of a layout by name; asking for a name outside the layout is a bug. */
export type Contents = (name: string) => Content;
