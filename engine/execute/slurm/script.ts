/** Exit codes of a job that could not do its work. Node, shells and Slurm use none of them. */
export const EXIT = { noStore: 78, noAssay: 79, time: 85 } as const;

/** How a job starts Assay: the same Node and the same program as here. */
export interface Program {
  readonly node: string;
  readonly main: string;
}

/**
 * The script of a job. It checks that the node has what it needs before it starts anything, so that the exit code says what is missing,
 * and then becomes Assay, which therefore hears Slurm's signals itself. The last argument is when the job began, in seconds since 1970.
 */
export function jobScript(
  { node, main }: Program,
  { folder, setup, args }: { readonly folder: string; readonly setup: string; readonly args: readonly string[] },
): string {
  const missing = (what: string, code: number): string => `{ echo ${quote(what)} >&2; exit ${code}; }`;
  return `${[
    '#!/bin/sh',
    'began=$(date +%s)',
    ...(setup.trim() === '' ? [] : [setup.trimEnd()]),
    `[ -w ${quote(folder)} ] || ${missing(`This node does not see ${folder}, or may not write there`, EXIT.noStore)}`,
    `[ -x ${quote(node)} ] || ${missing(`This node has no ${node}`, EXIT.noAssay)}`,
    `[ -r ${quote(main)} ] || ${missing(`This node has no ${main}`, EXIT.noAssay)}`,
    `exec ${[node, main, ...args].map(quote).join(' ')} "$began"`,
  ].join('\n')}\n`;
}

/** A word as sh reads it unchanged. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A path as sbatch takes it unchanged: it replaces what follows a percent sign. */
export function plainPath(path: string): string {
  return path.replaceAll('%', '%%');
}
