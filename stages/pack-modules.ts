import { fileURLToPath } from 'node:url';

/** What packs may import from Assay: the name of each module, as in "exports" of package.json, and its file. */
export const packModules: Readonly<Record<string, string>> = {
  assay: fileURLToPath(new URL('../engine/packs/api.js', import.meta.url)),
  'assay/datasets': fileURLToPath(new URL('./load/api.js', import.meta.url)),
  'assay/drawing': fileURLToPath(new URL('./visualize/api.js', import.meta.url)),
  'assay/formats': fileURLToPath(new URL('./formats/api.js', import.meta.url)),
  'assay/networks': fileURLToPath(new URL('../nn/api.js', import.meta.url)),
};
