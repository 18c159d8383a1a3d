import { digestOf } from '../core/digest.ts';
import { DEFAULT_POLICY } from '../read/policy.ts';
import { StageFailure, UsageError } from '../core/failure.ts';
import type { Link, PlannedStep } from '../core/plan.ts';
import { fingerprintOf, keyOf } from '../plan/fingerprint.ts';
import type { ArtifactRef } from '../core/record.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { Stage } from '../core/stage.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Session } from './session.ts';

/** Stands for a step whose recorded artifacts are used unchanged. */
const RECORDED = 'recorded';

/**
 * Draws `count` of these steps and returns them in order. The same seed draws the same steps, and a greater count adds to them: a
 * draw takes the steps with the smallest digests under the seed.
 */
export function drawSteps(ids: readonly string[], { count, seed }: { count: number; seed: number }): readonly string[] {
  const lots = new Map(ids.map((id) => [id, digestOf('sample', [seed, id])]));
  const byLot = [...ids].sort((a, b) => ((lots.get(a) ?? '') < (lots.get(b) ?? '') ? -1 : 1));
  const drawn = new Set(byLot.slice(0, count));
  return ids.filter((id) => drawn.has(id));
}

/**
 * Returns a session that runs only the steps `ids`, each with its recorded inputs, even those that another of these steps
 * makes: this checks each step alone. Copies the inputs from the store `from` into the store `into`.
 *
 * @throws UsageError when one of the artifacts is lost or damaged
 */
export async function replaySession(
  session: Session,
  ids: readonly string[],
  { run, from, into }: { readonly run: RunRecord; readonly from: DiskStore; readonly into: DiskStore },
): Promise<Session> {
  const { plan } = session;
  const facts = { ...session.facts, code: { ...session.facts.code, [RECORDED]: {} } };
  const drawn = plan.steps.filter((step) => ids.includes(step.id));
  const ports = new Map<string, Record<string, ArtifactRef>>();
  for (const { step, port } of drawn.flatMap(linksOf)) {
    const ref = run.steps.find(({ id }) => id === step)?.outputs?.[port];
    const path = ref === undefined ? undefined : await from.objects.open(ref);
    if (ref === undefined || path === undefined)
      throw new UsageError(`${step}.${port} of run ${run.number} is lost or damaged, so nothing can start from it`, {
        hint: `Make it again first: assay run ${plan.file}`,
      });
    if (!into.objects.has(ref)) await into.objects.put(path);
    ports.set(step, { ...ports.get(step), [port]: ref });
  }
  const recorded = Array.from(ports, ([id, outputs]): PlannedStep => recordedStep(id, outputs));
  for (const step of recorded) {
    const fingerprint = fingerprintOf(step, {}, facts);
    const outputs = ports.get(step.name) ?? {};
    const head = { format: 1, key: keyOf(fingerprint), fingerprint, outputs, metrics: {} } as const;
    await into.records.put({ ...head, startedAt: run.startedAt, durationMs: 0, host: run.host });
  }
  const steps = drawn.map((step) => ({
    ...step,
    inputs: Object.fromEntries(
      Object.entries(step.inputs).map(([port, links]) => [
        port,
        links.map((link): Link => ({ ...link, step: recordedId(link.step) })),
      ]),
    ),
  }));
  return { ...session, facts, plan: { ...plan, steps: [...recorded, ...steps], outputs: [] } };
}

function linksOf(step: PlannedStep): readonly Link[] {
  return Object.values(step.inputs).flat();
}

function recordedId(id: string): string {
  return `${RECORDED} ${id}`;
}

function recordedStep(id: string, outputs: Readonly<Record<string, ArtifactRef>>): PlannedStep {
  const stage: Stage = {
    name: RECORDED,
    schema: {},
    outputs,
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    load: () =>
      Promise.reject(
        new StageFailure(`The copy of an output of ${id} was damaged while it was in use`, { hint: 'Check the disk.' }),
      ),
  };
  const head = { id: recordedId(id), name: id, point: {}, stage, params: { step: id } };
  return { ...head, seed: undefined, inputs: {}, inferred: {}, policy: DEFAULT_POLICY, code: [RECORDED] };
}
