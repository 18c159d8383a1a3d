import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * The rows of a published table; none where there is no such file.
 *
 * @param {string} folder
 * @param {string} file
 * @returns {readonly Record<string, string>[]}
 */
export function readRows(folder, file) {
  const path = join(folder, file);
  return existsSync(path) ? parse(readFileSync(path, 'utf8'), { columns: true }) : [];
}

/**
 * The published tables of a study, ordered by the numbers in their names.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function tableNames(folder) {
  if (!existsSync(folder)) return [];
  const numbers = (name) => (name.match(/\d+/g) ?? []).map(Number);
  const compare = (a, b) => {
    const [one, other] = [numbers(a), numbers(b)];
    const at = one.findIndex((value, index) => value !== other[index]);
    return at < 0 ? (a < b ? -1 : 1) : (one[at] ?? 0) - (other[at] ?? 0);
  };
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort(compare);
}
