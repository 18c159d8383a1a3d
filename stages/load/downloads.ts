/** A file that can be downloaded. */
export interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  /** `sha256:<hex>`, or `md5:<hex>` where its authors give no other. */
  readonly digest: string;
  /** Where it is; in the order of trying. */
  readonly urls: readonly string[];
}

/** The files of a dataset that can be downloaded. */
export interface Download {
  /** Where its files go when nothing else is said; also the default of `root` in experiment files. */
  readonly root: string;
  readonly licence: string;
  readonly files: readonly RemoteFile[];
}

/** Files as their authors publish them: name, size in bytes, digest; each is in every one of the folders, tried in order. */
export function remoteFiles(
  folders: readonly string[],
  ...files: readonly (readonly [name: string, bytes: number, digest: string])[]
): readonly RemoteFile[] {
  return files.map(([name, bytes, digest]) => ({
    name,
    bytes,
    digest,
    urls: folders.map((folder) => `${folder}${name}`),
  }));
}
