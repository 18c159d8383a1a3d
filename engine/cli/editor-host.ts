import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileDigests } from '../execute/file-digests.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isExpected } from '../core/failure.ts';
import type { Plan, PlannedStep } from '../core/plan.ts';
import type { Host, Outlook, Workplace } from '../editor/workplace.ts';
import { expectedDurations } from '../plan/estimate.ts';
import type { Experiment } from '../read/experiment.ts';
import { findProject } from '../read/find-project.ts';
import { readProject, type Project } from '../read/project.ts';
import type { Application } from './application.ts';
import { recordedPast } from './history.ts';
import { DEFAULT_STORE } from './options.ts';
import { openWithPacks } from './project.ts';
import { userFolder, workIn } from './user-folder.ts';
import { actionsOfSession, withStore } from './with-store.ts';

/** Looking up more keys than these would keep an editor waiting. */
const MOST_STEPS = 2000;

/** A project as its file was when it was read. */
interface KnownProject {
  readonly text: string;
  readonly entered: ReturnType<Host['enter']>;
}

/** What the language server sees of this program: the stages, the projects and their packs, the store. Writes nothing into a project. */
export function editorHost(application: Application): Host {
  const projects = new Map<string, KnownProject>();
  const builtIn = workplaceOf(application, undefined);
  return {
    version: application.version,
    builtIn,
    forget: () => projects.clear(),
    enter: async (file, open) => {
      const path = isAbsolute(file) ? findProject(dirname(file)) : undefined;
      if (path === undefined) return { workplace: builtIn, faults: [] };
      const source = open(path);
      if ('message' in source) {
        const at = { source: { file: path, text: '' }, start: 0, end: 1 };
        return { faults: [{ at, ...source }] };
      }
      const known = projects.get(path);
      if (known?.text === source.text) return known.entered;
      const { project, diagnostics } = readProject(source, dirname(path), application.projects.schema);
      if (project === undefined) return { faults: diagnostics };
      const entered = enter(project, application);
      projects.set(path, { text: source.text, entered });
      return entered;
    },
  };
}

async function enter(
  project: Project,
  builtIn: Application,
): Promise<{ readonly workplace?: Workplace; readonly faults: readonly Diagnostic[] }> {
  if (project.uses.length === 0) return { workplace: workplaceOf(builtIn, project), faults: [] };
  const { entered, diagnostics } = await openWithPacks(project, builtIn, { aside: true });
  return { ...(entered && { workplace: workplaceOf(entered, project) }), faults: diagnostics };
}

function workplaceOf(application: Application, project: Project | undefined): Workplace {
  const { registry, frame } = application;
  return {
    root: project?.root,
    registry,
    frame,
    projectSchema: application.projects.schema,
    allowed: { project: project !== undefined, permissions: project?.commands === true ? ['commands'] : [] },
    runtimeOf(requested) {
      try {
        return application.numerics(requested).runtime;
      } catch (error) {
        if (isExpected(error)) return { message: error.message };
        throw error;
      }
    },
    outlook: (experiment, steps) => outlook(experiment, steps, { application, project }),
  };
}

/** What the store knows of the steps of a file without faults. */
async function outlook(
  experiment: Experiment,
  steps: readonly PlannedStep[],
  { application, project }: { readonly application: Application; readonly project: Project | undefined },
): Promise<Outlook | undefined> {
  const root = resolve(userFolder(), process.env['ASSAY_STORE'] ?? project?.store ?? DEFAULT_STORE);
  if (steps.length > MOST_STEPS || !existsSync(root)) return undefined;
  const { runtime, facts } = application.numerics(experiment.runtime);
  const { name, document, source } = experiment;
  const plan: Plan = { experiment: name, file: document.source.file, seed: 0, runtime, steps, outputs: [], source };
  try {
    return await withStore(root, async (store) => {
      // Files that steps read are named relative to the project.
      workIn(project?.root ?? userFolder());
      const { code, rules } = application;
      const session = { plan, facts: { code, rules, runtime: facts, fileDigest: fileDigests() } };
      const actions = actionsOfSession(session, store);
      return { actions, expectedMs: expectedDurations(plan, actions, recordedPast(store, name)) };
    });
  } catch (error) {
    // A store that cannot be read is told by the commands that need it.
    if (isExpected(error)) return undefined;
    throw error;
  }
}
