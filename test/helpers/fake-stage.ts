import { readFileSync, writeFileSync } from 'node:fs';
import type { JsonObject } from '../../engine/core/json.ts';
import type { Metrics, OutputPort, Stage, StageContext } from '../../engine/core/stage.ts';

/** A stage that counts its runs. By default it writes its parameters and the content of its inputs to the output `out`. */
export interface FakeStage {
  readonly stage: Stage;
  /** The parameters of each run, in the order they started. */
  readonly runs: JsonObject[];
}

export function fakeStage(
  options: Partial<Pick<Stage, 'numeric' | 'seeded' | 'isolated' | 'outputs' | 'outputsOf'>> & {
    readonly name?: string;
    readonly run?: (context: StageContext) => Promise<Metrics | void>;
  } = {},
): FakeStage {
  const runs: JsonObject[] = [];
  const stage: Stage = {
    name: options.name ?? 'fake',
    schema: { type: 'object' },
    outputs: options.outputs ?? { out: TEXT },
    ...(options.outputsOf && { outputsOf: options.outputsOf }),
    determinism: 'bitwise',
    seeded: options.seeded ?? false,
    numeric: options.numeric ?? false,
    isolated: options.isolated ?? false,
    load: async () => ({
      async run(context) {
        runs.push(context.params);
        return (options.run ?? writeAll)(context);
      },
    }),
  };
  return { stage, runs };
}

export const TEXT: OutputPort = { kind: 'text', extension: 'txt' };

/** Writes the parameters and all that came in. */
export async function writeAll(context: StageContext): Promise<void> {
  const parts = context
    .inputs('in')
    .map((input) => `${JSON.stringify(input.point)} ${readFileSync(input.path, 'utf8')}`);
  writeFileSync(context.output('out'), [JSON.stringify(context.params), ...parts].join('\n'));
}

/** A step that can be held open: `reached` resolves when it has started, and it goes on after `open()`. */
export interface Gate {
  readonly reached: Promise<void>;
  open(): void;
  pass(): Promise<void>;
}

export function gate(): Gate {
  const { promise: reached, resolve: reach } = signal();
  const { promise: opened, resolve: open } = signal();
  return {
    reached,
    open,
    pass() {
      reach();
      return opened;
    },
  };
}

function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const events = new EventTarget();
  const promise = new Promise<void>((resolve) => events.addEventListener('resolve', () => resolve()));
  return { promise, resolve: () => void events.dispatchEvent(new Event('resolve')) };
}
