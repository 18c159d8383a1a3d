import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { stringify } from 'yaml';
import { canonical } from '../core/json.ts';
import { isExpected, UsageError } from '../core/failure.ts';
import { fileDigests } from '../execute/file-digests.ts';
import { textEntry, type BundleEntry } from '../bundle/entry.ts';
import type { ProjectFiles } from '../bundle/gather.ts';
import { wrongWithProjectFile } from '../bundle/names.ts';
import type { LeftFile } from '../bundle/parts.ts';
import { FOLDERS } from '../bundle/places.ts';
import { fileOf } from '../document/provenance.ts';
import { sourceText } from '../document/source-text.ts';
import type { Project } from '../read/project.ts';
import { resultsOf } from '../runs/push.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Application } from './application.ts';
import { enterProject } from './project.ts';
import { conditionsOf } from './same-work.ts';
import { prepare, readText, type Session } from './session.ts';
import { typedPath } from './user-folder.ts';

/** What a run's project gives to its bundle, and what the bundle lacks. */
export interface BundledProject {
  readonly application: Application;
  readonly project: ProjectFiles;
  /** What is not as it was when the run was made, a sentence each. */
  readonly gaps: readonly string[];
}

/**
 * Gathers the experiment file of a run, the packs of its project and the files that its steps have read, as far as they are still what they
 * were. Enters the project.
 *
 * @param withFiles whether to take the files that steps have read; else they are named with their digests
 */
export async function bundledProject(
  store: DiskStore,
  run: RunRecord,
  builtIn: Application,
  withFiles: boolean,
): Promise<BundledProject> {
  const gaps: string[] = [];
  const { application, project, session } = await enter(run, builtIn, gaps);
  if (session !== undefined) gaps.push(...changesSince(session, run, store));
  const root = process.cwd();
  const entries = new Map<string, BundleEntry>();
  const digestAt = fileDigests();
  const nameOf = (path: string): string => relative(root, resolve(root, path)).split(sep).join('/');
  const add = (path: string): string | undefined => {
    const name = nameOf(path);
    const wrong = wrongWithProjectFile(name);
    if (wrong !== undefined) return name.startsWith('..') ? 'it is outside the project' : wrong;
    const file = resolve(root, path);
    const digest = digestAt(file);
    if (digest === null) return 'it is gone';
    const bytes = statSync(file).size;
    entries.set(name, { path: FOLDERS.project + name, name, digest, bytes, from: { file } });
    return undefined;
  };
  const file = experimentPath(run, root);
  if (project !== undefined && project.uses.length > 0) {
    const { packSources } = await import('../packs/sources.ts');
    const uses = project.uses.map(({ name }) => name);
    for (const path of packSources(root, uses)) add(path);
    const installed = uses.filter((name) => !name.startsWith('.'));
    if (installed.length > 0) gaps.push(`Install these packs where the bundle is imported: ${installed.join(', ')}.`);
  }
  const left = new Map<string, LeftFile>();
  for (const { digest, path, name } of filesRead(store, run, application)) {
    const now = digestAt(resolve(root, path));
    const why = !withFiles
      ? 'left out, as was asked'
      : now === null || now === digest
        ? add(path)
        : 'it has changed since the run';
    // A path that leads out of the project may tell who the user is.
    const shown = nameOf(path).startsWith('..') ? name : nameOf(path);
    if (why !== undefined) left.set(path, { path: shown, digest, why });
  }
  entries.set('assay.yaml', textEntry(`${FOLDERS.project}assay.yaml`, 'The project', projectText(project)));
  entries.set(file, textEntry(FOLDERS.project + file, 'The experiment', experimentText(run, session)));
  return { application, project: { entries: [...entries.values()], file, left: [...left.values()] }, gaps };
}

/** Enters the project of a run's file, and reads the file if it is there. */
async function enter(
  run: RunRecord,
  builtIn: Application,
  gaps: string[],
): Promise<{ readonly application: Application; readonly project?: Project; readonly session?: Session }> {
  if (existsSync(typedPath(run.file))) {
    try {
      const { session } = await prepare(run.file, [], builtIn);
      if (session !== undefined) {
        const { application, project } = session;
        return { application, ...(project !== undefined && { project }), session };
      }
      gaps.push(`The file ${run.file} has faults today, so the bundle has the experiment as the run recorded it.`);
    } catch (error) {
      if (!isExpected(error)) throw error;
      gaps.push(`${error.message}.`);
    }
  } else
    gaps.push(`The file ${run.file} is not there any more, so the bundle has the experiment as the run recorded it.`);
  const { entered } = await enterProject(existsSync(typedPath(run.file)) ? run.file : undefined, builtIn);
  return entered ?? { application: builtIn };
}

/** What would make steps run again that the run has results of. */
function changesSince(session: Session, run: RunRecord, store: DiskStore): readonly string[] {
  try {
    const conditions = conditionsOf(session, run, store);
    if (conditions.length === 0) return [];
    const shown = conditions.slice(0, 5).join('; ');
    return [`Since the run, this has changed, and steps will run again where the bundle is imported: ${shown}.`];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return []; // The file describes another experiment now; the bundle has that of the run.
  }
}

/** The path of the experiment file in the project of the bundle. */
function experimentPath(run: RunRecord, root: string): string {
  const name = relative(root, typedPath(run.file)).split(sep).join('/');
  return wrongWithProjectFile(name) === undefined ? name : fileOf({ ...run, file: resolve(run.file) });
}

/** The file itself if it says just what the run did; else what the run recorded, in YAML. */
function experimentText(run: RunRecord, session: Session | undefined): string {
  if (session !== undefined && canonical(session.plan.source) === canonical(run.source)) {
    const text = readText(session.plan.file);
    if (typeof text === 'string' && !/^\s*["']?extends["']?\s*:/m.test(text)) return text;
  }
  return `# As run ${run.number} recorded it: files that it extends and values of --set are written out.\n${sourceText(run.source)}`;
}

/** The part of a project's file that an experiment needs: where results go, and whom to ask for them, is for everybody to say. */
function projectText(project: Project | undefined): string {
  const uses = project?.uses.map(({ name }) => name) ?? [];
  const settings = {
    store: 'artifacts',
    ...(uses.length > 0 && { uses }),
    ...(project?.commands === true && { commands: true }),
  };
  return `# What the experiment needs of its project.\n${stringify(settings)}`;
}

/** The files that the steps of a run have read, each with the path under which the step looks for it. */
function* filesRead(
  store: DiskStore,
  run: RunRecord,
  { registry }: Application,
): Generator<Pick<LeftFile, 'path' | 'digest'> & { readonly name: string }> {
  for (const { record } of resultsOf(store, run)) {
    const { files = {}, stage, params } = record.fingerprint;
    const paths = registry.stages[stage]?.files?.(params) ?? {};
    for (const [name, digest] of Object.entries(files))
      if (digest !== null) yield { name, path: paths[name] ?? name, digest };
  }
}
