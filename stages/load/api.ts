// What `import ... from 'assay/datasets'` gives to a pack: how a source of images is written, and readers of formats that many
// datasets have.

export type { Content, Contents } from './content.ts';
export type { Preparing } from './dataset.ts';
export { IDX_NAMES, readIdxParts } from './idx.ts';
export type { Layout } from './layout.ts';
export { readOnce } from './open-file.ts';
export { interleave, type Part, type Parts, toClasses } from './part.ts';
export type { Reading } from './reading.ts';
export { type FileSource, inFiles } from './sources/in-files.ts';
export { defineSource, type Facts, type RootedDataset, type SourceKind } from './sources/kind.ts';
