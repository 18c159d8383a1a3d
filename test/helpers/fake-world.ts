import { DEFAULT_POLICY } from '../../engine/read/policy.ts';
import type { RunEvent } from '../../engine/core/event.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { Link, Plan, PlannedOutput, PlannedStep, Resources, StepPolicy } from '../../engine/core/plan.ts';
import { fingerprintOf, keyOf } from '../../engine/plan/fingerprint.ts';
import { localExecutors } from '../../engine/execute/executors/local.ts';
import type { World, WorkerEntry } from '../../engine/execute/world.ts';
import type { Stage } from '../../engine/core/stage.ts';
import type { Store } from '../../engine/store/store.ts';

/** A step in short: `from` are the steps whose output `out` it takes at its port `in`. */
export function step(id: string, stage: Stage, params: JsonObject = {}, from: readonly string[] = []): PlannedStep {
  const links: Link[] = from.map((producer) => ({ step: producer, port: 'out' }));
  return {
    id,
    name: id,
    point: {},
    stage,
    params,
    seed: stage.seeded ? 7 : undefined,
    inputs: links.length === 0 ? {} : { in: links },
    inferred: {},
    policy: DEFAULT_POLICY,
    code: [stage.name],
  };
}

/** The step with some words of its own for what is done when it fails. */
export function withPolicy(planned: PlannedStep, policy: Partial<StepPolicy>): PlannedStep {
  return { ...planned, policy: { ...planned.policy, ...policy } };
}

export function planOf(steps: readonly PlannedStep[], outputs: readonly PlannedOutput[] = [], threads = 2): Plan {
  return {
    experiment: 'test',
    file: 'test.yaml',
    seed: 7,
    runtime: { backend: 'portable', threads },
    steps,
    outputs,
    source: { experiment: 'test' },
  };
}

export interface FakeWorld extends World {
  readonly events: RunEvent[];
}

/** A world with a clock that moves by one second at each look, and a code digest that is the stage's name. */
export function fakeWorld(
  store: Store,
  {
    cores = 2,
    capacity = { cores },
    workerEntry = { file: 'none', args: [] },
    ...change
  }: Partial<World> & {
    readonly cores?: number;
    readonly capacity?: Resources;
    readonly workerEntry?: WorkerEntry;
  } = {},
): FakeWorld {
  const events: RunEvent[] = [];
  let time = Date.UTC(2026, 0, 1);
  return {
    events,
    store,
    host: { name: 'test' },
    executorsOf: (plan) => localExecutors(plan, workerEntry, capacity),
    signal: new AbortController().signal,
    now: () => (time += 1000),
    report: (event) => events.push(event),
    keyOf(step, inputs) {
      const code = { [step.stage.name]: { graph: step.stage.name } };
      const fingerprint = fingerprintOf(step, inputs, {
        code,
        rules: 'r',
        runtime: { backend: 'portable' },
        fileDigest: () => null,
      });
      return { key: keyOf(fingerprint), fingerprint };
    },
    earlier: () => [],
    ...change,
  };
}

/** `started a`, `finished a`, ... without progress: the course of a run in short. */
export function courseOf(world: FakeWorld): readonly string[] {
  return world.events.flatMap((event) => {
    if (event.type === 'progress') return [];
    return event.type === 'notice' ? [`notice: ${event.message}`] : [`${event.type} ${event.step}`];
  });
}
