import { fileURLToPath } from 'node:url';
import type { AssayModule } from '../engine/packs/bundle.ts';
import { digests } from './digests.ts';

/** What packs may import from Assay, by the names in "exports" of package.json. What computes is in the keys of steps. */
export const packModules: Readonly<Record<string, AssayModule>> = {
  assay: moduleAt(new URL('../engine/packs/api.js', import.meta.url)),
  'assay/datasets': moduleAt(new URL('./load/api.js', import.meta.url), 'assay/datasets'),
  'assay/drawing': moduleAt(new URL('./visualize/api.js', import.meta.url), 'assay/drawing'),
  'assay/formats': moduleAt(new URL('./formats/api.js', import.meta.url), 'assay/formats'),
  'assay/networks': moduleAt(new URL('../nn/api.js', import.meta.url), 'assay/networks'),
};

/** @param code the name of its digest */
function moduleAt(url: URL, code = ''): AssayModule {
  const digest = digests[code]?.['digest'];
  return { file: fileURLToPath(url), digest: typeof digest === 'string' ? digest : undefined };
}
