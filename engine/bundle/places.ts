/** Where things lie in a bundle. */
export const PLACES = {
  /** What the bundle contains and how it came about, for programs that know RO-Crate. */
  crate: 'ro-crate-metadata.json',
  /** The digest of every other file, as `sha256sum` writes them. */
  manifest: 'manifest-sha256.txt',
  readme: 'README.md',
  run: 'run/run.json',
  notes: 'run/notes.json',
  verified: 'run/verified.json',
  plan: 'run/plan.json',
  environment: 'run/environment.json',
  licences: 'run/licences.json',
} as const;

/** Folders of a bundle, each with its slash. */
export const FOLDERS = {
  /** `<key>.json`: the record of a result or of checkpoints. */
  records: 'records/',
  /** Every artifact once, named for people; digests tell them apart. */
  artifacts: 'artifacts/',
  /** What a project needs to run the experiment: its file, packs, and the files that steps read. */
  project: 'project/',
} as const;
