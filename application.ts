import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Application } from './engine/cli/application.ts';
import { digestOf } from './engine/core/digest.ts';
import type { JsonObject } from './engine/core/json.ts';
import { UsageError } from './engine/core/failure.ts';
import type { LoadedPacks } from './engine/packs/load.ts';
import type { Pack } from './engine/packs/pack.ts';
import { extensionsOf, formatsOf, kindsOf, registryOf, tolerancesOf } from './engine/packs/registry.ts';
import { influences, workerEnvironment, workerOptions } from './engine/execute/executors/worker-environment.ts';
import { BackendUnavailable } from './nn/backends/backend.ts';
import type { BackendFacts } from './nn/backends/backend.ts';
import { backendOf, type BackendChoice, chooseBackend, numericEnvironment } from './nn/backends/index.ts';
import { installBackend } from './nn/backends/install.ts';
import type { RuntimeSettings } from './nn/backends/kind.ts';
import { placeVariables } from './nn/backends/place.ts';
import { numericVariables } from './nn/backends/variables.ts';
import { readSchema } from './schema/read.ts';
import { digests, rules } from './stages/digests.ts';
import { builtIn, builtInWith } from './stages/index.ts';
import { packModules } from './stages/pack-modules.ts';
import { frame } from './stages/sections.ts';
import { downloads, termsOf } from './stages/load/sources/index.ts';

// The composition root: the only file that knows both the engine and the stages.

/** The program that child processes run. */
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

/** A first argument that no command has: the process runs one step for another (main.ts). */
const WORKER = '--worker';
/** Likewise: the process describes the backend to another one. */
const DESCRIBE = '--describe-backend';

/** @param loaded the packs of the project, where there are any */
export function makeApplication(version: string, loaded?: LoadedPacks): Application {
  const packs = withBuiltIn(loaded?.packs ?? []);
  const kinds = kindsOf(packs);
  const terms = termsOf(extensionsOf(loaded?.packs ?? [])['sources'] ?? []);
  return {
    version,
    registry: registryOf(packs),
    frame,
    code: { ...digests, ...loaded?.code },
    rules,
    workerEntry: {
      file: MAIN,
      args: [WORKER, codeDigest(), ...(loaded?.manifest === undefined ? [] : [loaded.manifest])],
      environment: ({ facts }) => (facts === undefined ? {} : environment(facts as unknown as BackendFacts)),
      always: influences(process).length > 0,
    },
    program: {
      main: MAIN,
      code: codeDigest(),
      ...(loaded?.manifest !== undefined && { packs: loaded.manifest }),
    },
    numerics: (requested) => {
      const { facts } = choose(requested as unknown as RuntimeSettings);
      const { warning } = backendOf(facts.backend);
      return {
        runtime: { backend: facts.backend, threads: facts.threads },
        facts: facts as unknown as JsonObject,
        ...(warning !== undefined && requested.backend === 'auto' && { warning }),
      };
    },
    backend: { describe, install: () => expected(installBackend) },
    fetch: {
      datasets: downloads().map(({ name, root, files }) => {
        const licence = terms[name]?.licence ?? 'unknown';
        return { name, root, licence, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
      }),
      fetch: async (...given) => (await import('./stages/load/fetch.ts')).fetchDataset(...given),
    },
    terms,
    artifacts: {
      tolerances: tolerancesOf(kinds),
      differenceOf: (kind, a, b) => kinds[kind]?.difference?.(a, b) ?? Promise.resolve(undefined),
      previewOf: (kind, path, part) => kinds[kind]?.preview?.(path, part) ?? Promise.resolve(undefined),
      formats: formatsOf(kinds),
    },
    projects: {
      schema: readSchema('project'),
      starter: fileURLToPath(new URL('../examples/starter', import.meta.url)),
      modules: packModules,
      digests: Object.fromEntries(
        Object.keys(packModules).flatMap((name) => {
          const digest = digests[name]?.['digest'];
          return typeof digest === 'string' ? [[name, digest]] : [];
        }),
      ),
      builtIn,
      withPacks: (more) => makeApplication(version, more),
    },
  };
}

/** What a process that computes has beside what every worker has. */
function environment(facts: BackendFacts): Readonly<Record<string, string>> {
  return { ...placeVariables(process.env), ...numericEnvironment(facts) };
}

/** Names the code of all stages, and the engine's rules. */
function codeDigest(): string {
  return digestOf('code', { stages: digests, rules });
}

function choose(settings: RuntimeSettings): BackendChoice {
  return expected(() => chooseBackend(settings));
}

/** That a backend cannot be had is no bug. */
function expected<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BackendUnavailable) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Asked in a process like that of a step: what is in force in this one does not matter. */
async function describe(): Promise<{ readonly text: string; readonly json: JsonObject }> {
  const { facts } = chooseBackend({ threads: availableParallelism() });
  const ignored = [...new Set([...influences(process), ...numericVariables(process.env)])].sort();
  const args = [...workerOptions(process), MAIN, DESCRIBE, JSON.stringify(ignored)];
  const env = { ...workerEnvironment(process.env), ...environment(facts) };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as { readonly text: string; readonly json: JsonObject };
  } catch (cause) {
    // A native library that crashes takes its process with it.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The backend "${facts.backend}" could not be tried: ${why}`, {
      hint: 'Run "assay backend --install" to install it again, or set runtime.backend to "portable".',
      cause,
    });
  }
}

/** Some packs after Assay's own, which has taken up what they add to its lists. */
function withBuiltIn(packs: readonly Pack[]): readonly Pack[] {
  return [builtInWith(extensionsOf(packs)), ...packs];
}

/** The packs with which the engine has made its keys; undefined, and told, when they are not there any more. */
async function packsOf(manifest: string | undefined): Promise<readonly Pack[] | undefined> {
  if (manifest === undefined) return [];
  const { openPacks, readManifest } = await import('./engine/packs/manifest.ts');
  const { markUsed } = await import('./engine/packs/unused.ts');
  try {
    markUsed(manifest);
    return await openPacks(readManifest(manifest));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
    return undefined;
  }
}

/** Writes what there is to say of the backend; `ignored` is a JSON list of variables that another process has removed. */
export async function serveDescription([ignored = '[]']: readonly string[]): Promise<void> {
  const { describeBackend } = await import('./nn/backends/describe.ts');
  const names = JSON.parse(ignored) as string[];
  process.stdout.write(JSON.stringify(await describeBackend({ threads: availableParallelism(), ignored: names })));
}

/** Does one task of a batch, as a job of a cluster: see engine/cli/job.ts. */
export async function serveJob([folder = '', began = '0']: readonly string[], version: string): Promise<number> {
  const { runJob } = await import('./engine/cli/job.ts');
  return runJob(folder, Number(began) * 1000, {
    application: makeApplication(version),
    stagesOf: async (manifest) => {
      const packs = await packsOf(manifest);
      return packs === undefined ? undefined : registryOf(withBuiltIn(packs)).stages;
    },
  });
}

/** Runs one step for the engine that has started this process. */
export async function serveStep([code, manifest]: readonly string[]): Promise<void> {
  if (code !== codeDigest()) {
    // The engine made its keys of the code that was here before.
    console.error('Assay was rebuilt during the run. Run again to use the new code.');
    process.exitCode = 1;
    return;
  }
  const { serveWorker } = await import('./engine/execute/executors/worker.ts');
  const packs = await packsOf(manifest);
  if (packs !== undefined) serveWorker(registryOf(withBuiltIn(packs)));
}
