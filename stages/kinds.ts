import type { ArtifactKind } from '../engine/packs/pack.ts';
import { modelFormats } from './formats/export/all.ts';
import { TOLERANCES } from './formats/tolerances.ts';

/** The usual file ending of each kind of artifact: tensors where nothing else is said. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  history: 'csv',
  similarity: 'json',
  pairs: 'json',
  removal: 'json',
  table: 'csv',
  image: 'png',
  chart: 'json',
};

/** Every kind of artifact that a stage of Assay's own makes. */
export const kinds: Readonly<Record<string, ArtifactKind>> = Object.fromEntries(
  Object.entries(TOLERANCES).map(([kind, tolerance]) => [kind, kindOf(kind, tolerance)]),
);

function kindOf(kind: string, tolerance: number): ArtifactKind {
  return {
    extension: EXTENSIONS[kind] ?? 'safetensors',
    tolerance,
    difference: async (a, b) => (await import('./formats/difference.ts')).differenceOf(kind, a, b),
    ...previewFor(kind),
    ...(kind === 'model' && { formats: modelFormats }),
  };
}

/** What can be seen of a kind beside what every file of its ending shows: tables, pictures and texts need no help. */
function previewFor(kind: string): Pick<ArtifactKind, 'preview'> {
  if (kind === 'model' || kind === 'autoencoder')
    return { preview: async (...given) => (await import('./formats/preview/model.ts')).previewModel(...given) };
  if ((EXTENSIONS[kind] ?? 'safetensors') !== 'safetensors') return {};
  return { preview: async (...given) => (await import('./formats/preview/tensors.ts')).previewTensors(...given) };
}
