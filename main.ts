#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Application } from './engine/cli/application.ts';
import { digestOf } from './engine/digest.ts';
import type { JsonObject } from './engine/json.ts';
import { UsageError } from './engine/failure.ts';
import { BackendUnavailable } from './nn/backend/backend.ts';
import { backendFacts, type BackendFacts } from './nn/backend/facts.ts';
import { readSchema } from './schema/read.ts';
import { digests } from './stages/digests.ts';
import { registry } from './stages/index.ts';
import { DOWNLOADS } from './stages/load/downloads.ts';
import { TOLERANCES } from './stages/shared/tolerances.ts';

// The composition root: the only file that knows both the engine and the stages.

/** A first argument no command has: this process runs one step for another. */
const WORKER = '--worker';

function application(): Application {
  return {
    version: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
      .version,
    registry,
    frame: readSchema('experiment'),
    code: digests,
    workerEntry: {
      file: fileURLToPath(import.meta.url),
      args: [WORKER, codeDigest()],
      env: numericEnvironment(),
    },
    numerics: ({ backend, threads }) => {
      const facts = factsOf(backend as 'auto');
      const used = facts.backend === 'portable' ? 1 : threads;
      return {
        runtime: { backend: facts.backend, threads: used },
        facts: {
          backend: facts.backend,
          library: facts.library,
          binding: facts.binding,
          oneDNN: facts.oneDNN,
          isa: facts.isa,
          threads: used,
        },
        ...(facts.backend === 'portable' && backend === 'auto' && { warning: slowWarning }),
      };
    },
    backend: { describe, install },
    fetch: {
      datasets: DOWNLOADS.map(({ name, root, licence, files }) => {
        return { name, root, licence, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
      }),
      fetch: async (...given) => (await import('./stages/load/fetch.ts')).fetchDataset(...given),
    },
    artifacts: {
      tolerances: TOLERANCES,
      differenceOf: async (...given) => (await import('./stages/shared/difference.ts')).differenceOf(...given),
    },
  };
}

/** Names the code of all stages. */
function codeDigest(): string {
  return digestOf('code', digests);
}

/** Variables that change the bits of a result: they are in the keys (nn/backend/facts.ts), so workers must see them too. */
function numericEnvironment(): Readonly<Record<string, string>> {
  const names = ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

const slowWarning =
  'Using the portable backend, about ten times slower than the native one: "assay backend" says why, "assay backend --install" tries again.';

function factsOf(requested: 'auto' | 'tensorflow' | 'portable'): BackendFacts {
  try {
    return backendFacts(requested);
  } catch (error) {
    if (error instanceof BackendUnavailable) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function describe(): Promise<{ readonly text: string; readonly json: JsonObject }> {
  const { describeBackend } = await import('./nn/backend/describe.ts');
  return describeBackend();
}

function install(): Promise<number> {
  const setup = fileURLToPath(new URL('../scripts/setup.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [setup, '--backend'], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

if (process.argv[2] === WORKER) {
  if (process.argv[3] === codeDigest()) {
    const { serveWorker } = await import('./engine/run/worker.ts');
    serveWorker(registry);
  } else {
    // The engine that has started this process made its keys of the code that was here before.
    console.error('Assay was built anew while the run went on: run again, with the new code.');
    process.exitCode = 1;
  }
} else {
  const { main } = await import('./engine/cli/cli.ts');
  const { outliveTerminal } = await import('./engine/cli/interrupt.ts');
  outliveTerminal();
  process.exitCode = await main(process.argv.slice(2), application());
}
