import { digestOf } from '../../engine/core/digest.ts';
import type { Json } from '../../engine/core/json.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../../engine/core/record.ts';

/** A record of a step with these parameters. */
export function recordOf(
  params: Fingerprint['params'],
  outputs: Readonly<Record<string, ArtifactRef>> = {},
): StepRecord {
  const fingerprint: Fingerprint = { format: 1, rules: 'r', stage: 'fake', code: { graph: 'g' }, params, inputs: {} };
  return {
    format: 1,
    key: digestOf('fingerprint', fingerprint as unknown as Json),
    fingerprint,
    outputs,
    metrics: { accuracy: 0.5 },
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 12.5,
    host: { name: 'test' },
  };
}
