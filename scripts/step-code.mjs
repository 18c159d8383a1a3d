// Finds the modules whose code is in the keys of steps, by the names that `Stage.code` gives.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Stages that are told apart by kind: the folder of their kinds, a module each, beside a list of them. */
const KINDS = { visualize: 'charts' };
const LISTS = new Set(['all.js', 'index.js']);

/**
 * The modules under `stages` that do the work of steps: `<stage>/run.js`, and for a stage of several kinds one for each.
 *
 * @param {string} stages absolute path of the compiled `stages` folder; need not exist
 * @returns {Record<string, string>} `<stage>` or `<stage>/<kind>` -> absolute path, sorted
 */
export function stepModules(stages) {
  /** @type {[string, string][]} */
  const found = listed(stages).map((name) => [name, join(stages, name, 'run.js')]);
  for (const [stage, folder] of Object.entries(KINDS)) {
    const files = listed(join(stages, stage, folder)).filter((file) => file.endsWith('.js') && !LISTS.has(file));
    found.push(...files.map((file) => [`${stage}/${file.slice(0, -'.js'.length)}`, join(stages, stage, folder, file)]));
  }
  return Object.fromEntries(found.filter(([, file]) => existsSync(file)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function listed(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
