import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application } from '../../engine/cli/application.ts';
import { main } from '../../engine/cli/cli.ts';
import type { Terminal } from '../../engine/cli/output.ts';
import { StageFailure } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { Registry, Stage, StageContext } from '../../engine/core/stage.ts';
import { tempDir } from './temp-dir.ts';
import { frame } from './toy-registry.ts';
import { noPacks } from './no-packs.ts';

/** What the toy stages have done, and what they are to do wrong. */
export interface Toys {
  /** Runs so far, as `stage value`. */
  readonly runs: string[];
  /** Added to every result: stages that are no function of their parameters. */
  drift: number;
  /** How many runs are still to fail. */
  failures: number;
  /** What each run warns of. */
  readonly warnings: string[];
  /** The code digests of the stages: change one, and its code has changed. */
  readonly code: Record<string, JsonObject>;
}

/** `number` writes `value`; `sum` adds up the numbers it takes. */
function stages(toys: Toys): Registry['stages'] {
  const stage = (
    name: string,
    properties: JsonObject,
    required: readonly string[],
    run: (context: StageContext) => void,
  ): Stage => ({
    name,
    schema: { type: 'object', additionalProperties: false, required, properties },
    outputs: { out: { kind: 'number', extension: 'csv' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    load: () =>
      Promise.resolve({
        run: (context: StageContext) => {
          toys.runs.push(`${name} ${JSON.stringify(context.params)}`);
          if (toys.failures-- > 0) return Promise.reject(new StageFailure('The toy is broken', { hint: 'Mend it.' }));
          for (const warning of toys.warnings) context.warn(warning);
          run(context);
          return Promise.resolve({ drift: toys.drift });
        },
      }),
  });
  return {
    number: stage('number', { value: { type: 'number' } }, ['value'], (context) =>
      writeFileSync(context.output('out'), `value\n${Number(context.params['value']) + toys.drift}\n`),
    ),
    sum: stage(
      'sum',
      { of: { type: 'string', port: 'number', many: true }, plus: { type: 'number', default: 0 } },
      ['of'],
      (context) => {
        const values = context.inputs('of').map(({ path }) => Number(readFileSync(path, 'utf8').split('\n')[1]));
        writeFileSync(
          context.output('out'),
          `value\n${values.reduce((a, b) => a + b, Number(context.params['plus']))}\n`,
        );
      },
    ),
  };
}

/** The command line over toy stages, in this process: what it prints, and its exit code. */
export function toyCommandLine(): {
  readonly toys: Toys;
  assay(...args: string[]): Promise<{ code: number; out: string; err: string }>;
} {
  const toys: Toys = {
    runs: [],
    drift: 0,
    failures: 0,
    warnings: [],
    code: { number: { digest: 'n1' }, sum: { digest: 's1' } },
  };
  const application: Application = {
    version: '0.0.0',
    registry: { stages: stages(toys), sections: {} },
    frame,
    code: toys.code,
    rules: 'r',
    workerEntry: { file: 'none', args: [] },
    program: { main: 'none', code: 'c' },
    numerics: () => ({ runtime: { backend: 'portable', threads: 1 }, facts: {} }),
    backend: { describe: () => Promise.reject(new Error('no backend')), install: () => Promise.resolve(1) },
    artifacts: {
      tolerances: { number: 0.5 },
      differenceOf(kind, a, b) {
        if (kind !== 'number') return Promise.resolve(undefined);
        const [x, y] = [a, b].map((path) => Number(readFileSync(path, 'utf8').split('\n')[1]));
        const size = Math.abs((x ?? 0) - (y ?? 0));
        return Promise.resolve({ size, absolute: size, relative: size, text: `by ${size}` });
      },
      previewOf: () => Promise.resolve(undefined),
      formats: {},
    },
    projects: noPacks(() => application),
    terms: {},
    fetch: { list: () => ({ text: '', json: [] }), fetch: () => Promise.resolve(1) } as unknown as Application['fetch'],
  };
  return {
    toys,
    async assay(...args) {
      const out: string[] = [];
      const err: string[] = [];
      const terminal: Terminal = { out: (text) => out.push(text), err: (text) => err.push(text), interactive: false };
      const code = await main(args, { version: '0.0.0', application: () => Promise.resolve(application) }, terminal);
      return { code, out: out.join('\n'), err: err.join('\n') };
    },
  };
}

/** A command line over toy stages, and a folder of its own with an experiment `toy.yaml` and, once something runs, a store. */
export interface ToyFolder {
  readonly line: ReturnType<typeof toyCommandLine>;
  readonly folder: string;
  readonly file: string;
  /** Arguments that name the store. */
  readonly store: string[];
}

export function toyFolder(yaml: string): ToyFolder {
  const folder = tempDir();
  const file = join(folder, 'toy.yaml');
  writeFileSync(file, yaml);
  return { line: toyCommandLine(), folder, file, store: ['--store', join(folder, 'store')] };
}

/** The record of a run in the store of a toy folder. */
export function recordPath(folder: string, run: number, experiment = 'toy'): string {
  return join(folder, 'store', 'runs', experiment, String(run), 'run.json');
}
