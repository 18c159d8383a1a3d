import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { isArtifact, wrongWithForeign } from '../../../engine/store/check-record.ts';
import { recordOf } from '../../helpers/record.ts';

const ref = { kind: 'table', extension: 'csv', digest: digestOfBytes('x'), bytes: 1 };
const good = { ...recordOf({ n: 1 }, { out: ref }), checked: true } as const;

describe('wrongWithForeign()', () => {
  it('finds nothing wrong with a record of the engine', () => {
    expect(wrongWithForeign(good as unknown as JsonObject, good.key)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['another key', { key: digestOfBytes('y') }],
    ['the fingerprint of another key', { fingerprint: { ...good.fingerprint, params: { n: 2 } } }],
    ['no fingerprint', { fingerprint: null }],
    ['another format', { format: 2 }],
    ['an output that is a text', { outputs: { out: 'x' } }],
    ['a digest that leads elsewhere', { outputs: { out: { ...ref, digest: '../../etc/passwd' } } }],
    ['a size that is none', { outputs: { out: { ...ref, bytes: -1 } } }],
    ['half a byte', { outputs: { out: { ...ref, bytes: 0.5 } } }],
    ['an extension that leads elsewhere', { outputs: { out: { ...ref, extension: '../x' } } }],
    ['a metric that is an object', { metrics: { accuracy: {} } }],
    ['warnings that are numbers', { warnings: [1] }],
    ['no time', { startedAt: 'yesterday' }],
    ['a negative duration', { durationMs: -1 }],
    ['inputs that nobody checked', { checked: undefined }],
  ])('finds %s', (_, change) => {
    expect(wrongWithForeign({ ...good, ...change } as unknown as JsonObject, good.key)).toEqual(expect.any(String));
  });
});

describe('isArtifact()', () => {
  it('accepts what names an artifact, and nothing else', () => {
    expect(isArtifact(ref)).toBe(true);
    for (const value of [null, 'x', [], { ...ref, kind: '' }, { ...ref, kind: 5 }, { ...ref, bytes: Infinity }])
      expect(isArtifact(value), JSON.stringify(value)).toBe(false);
  });
});
