/** A file that can be downloaded. */
export interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  /** `sha256:<hex>`, or `md5:<hex>` if its authors publish no other. */
  readonly digest: string;
  /** Its addresses, in the order to try them. */
  readonly urls: readonly string[];
}

/** The files of a dataset that can be downloaded. */
export interface Download {
  /** Where its files go by default; also the default of `root` in experiment files. */
  readonly root: string;
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
