import { resolve } from 'node:path';
import { tidyDiagnostics, type Diagnostic, type Place, type Source } from '../core/diagnostic.ts';
import { parseDuration } from '../core/duration.ts';
import type { JsonObject } from '../core/json.ts';
import type { RemoteSettings } from '../core/remote.ts';
import { placeOf, plain } from './document.ts';
import { readRemote } from './remote.ts';
import { validate } from './validate.ts';
import { parseYaml } from './yaml.ts';

/** The content of a project's file, with every default filled in. */
export interface Project {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** Absolute path of the folder where results are stored. */
  readonly store: string;
  /** The packs, as the file names them, each with its place. */
  readonly uses: readonly { readonly name: string; readonly at: Place }[];
  /** Whether experiments may run programs. */
  readonly commands: boolean;
  /** The remote cache, if there is one. */
  readonly remote?: RemoteSettings;
  /** Places beyond this machine, by name. */
  readonly executors: Readonly<Record<string, ClusterSettings>>;
}

/** How a project uses a cluster with Slurm: `executors: { NAME: { slurm: ... } }`. */
export interface ClusterSettings {
  readonly partition?: string;
  readonly account?: string;
  /** For steps that ask for no time, in ms; absent: the partition's own limit. */
  readonly timeMs?: number;
  /** Lines of a shell script that each job runs first. */
  readonly setup: string;
  /** Further options of sbatch. */
  readonly flags: readonly string[];
  /** Most tasks of one array that run at once; absent: no limit. */
  readonly atOnce?: number;
}

/**
 * Reads a project's file.
 *
 * @param source its text under the path that messages name
 * @param root absolute path of its folder
 * @param schema schema/project.json
 */
export function readProject(
  source: Source,
  root: string,
  schema: JsonObject,
): { readonly project?: Project; readonly diagnostics: readonly Diagnostic[] } {
  const { document, diagnostics } = parseYaml({ file: source.file, text: isEmpty(source.text) ? '{}' : source.text });
  if (document === undefined) return { diagnostics: tidyDiagnostics(diagnostics) };
  const value = plain(document.root) as JsonObject;
  const faults = validate(schema, value).map(({ path, message, key }) => {
    return { message, at: placeOf(document, path, key ? 'key' : 'value') };
  });
  if (faults.length > 0) return { diagnostics: tidyDiagnostics(faults) };
  const uses = (value['uses'] as readonly string[]).map((name, index) => {
    return { name, at: placeOf(document, ['uses', index]) };
  });
  const { remote, diagnostics: wrong } = readRemote(document, value);
  if (wrong.length > 0) return { diagnostics: tidyDiagnostics(wrong) };
  const store = resolve(root, value['store'] as string);
  const executors = Object.entries(value['executors'] as Readonly<Record<string, JsonObject>>).map(
    ([name, executor]) => [name, clusterOf(executor['slurm'] as JsonObject)] as const,
  );
  const commands = value['commands'] === true;
  const project = { root, store, uses, commands, executors: Object.fromEntries(executors), ...remote };
  return { project, diagnostics: [] };
}

function clusterOf({ partition, account, time, setup, flags, tasks }: JsonObject): ClusterSettings {
  return {
    ...(partition !== undefined && { partition: partition as string }),
    ...(account !== undefined && { account: account as string }),
    ...(time !== undefined && { timeMs: parseDuration(time as string) ?? 0 }),
    setup: setup as string,
    flags: flags as readonly string[],
    ...(tasks !== undefined && { atOnce: tasks as number }),
  };
}

/** Nothing but comments: a project with every default. */
function isEmpty(text: string): boolean {
  return text.replaceAll(/^\s*#.*$/gm, '').trim() === '';
}
