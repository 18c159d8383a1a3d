import { TABLES } from './tables.mjs';

const BLOCK = /(<!-- results: ([\w-]+) -->\n)[^]*?(<!-- end of results -->)/g;

/**
 * The page with all tables made from the results: what stands between `<!-- results: NAME -->` and `<!-- end of results -->`.
 *
 * @param {string} page
 * @param {string} results folder
 */
export function filledPage(page, results) {
  return page.replaceAll(BLOCK, (_, start, name, end) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`Unknown table "${name}": there are ${Object.keys(TABLES).join(', ')}`);
    const text = table(results);
    return text === '' ? `${start}${end}` : `${start}\n${text}\n\n${end}`;
  });
}
