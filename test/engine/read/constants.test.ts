import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import { applyConstants } from '../../../engine/read/constants.ts';
import { placeOf, plain } from '../../../engine/read/document.ts';
import { parseYaml } from '../../../engine/read/yaml.ts';

function apply(text: string) {
  const { document } = parseYaml({ file: 'e.yaml', text });
  if (document === undefined) throw new Error('not parsed');
  const applied = applyConstants(document);
  return {
    ...applied,
    value: plain(applied.document.root),
    told: applied.diagnostics.map(renderDiagnostic).join('\n'),
  };
}

describe('applyConstants()', () => {
  it('puts values of any type where they are mentioned, and takes the section out', () => {
    const { value, told } = apply(
      'constants: { epochs: 5, layers: [conv1], fast: { sgd: { rate: $rate } }, rate: 0.1 }\na: $epochs\nb: { c: [$layers, $fast], d: $$epochs, e: x-$epochs }\n',
    );
    expect(told).toBe('');
    expect(value).toEqual({ a: 5, b: { c: [['conv1'], { sgd: { rate: 0.1 } }], d: '$$epochs', e: 'x-$epochs' } });
  });

  it('leaves references to axes alone', () => {
    expect(apply('constants: { e: 1 }\nsweep: { filters: [1] }\na: [$e, $filters]\n').value).toMatchObject({
      a: [1, '$filters'],
    });
  });

  it('keeps the place of the constant for its value', () => {
    const { document } = apply('constants:\n  epochs: five\na: $epochs\n');
    expect(placeOf(document, ['a']).start).toBe('constants:\n  epochs: '.length);
  });

  it('tells constants that mention each other in a circle', () => {
    expect(apply('constants: { a: $b, b: [$a] }\nx: $a\n').told).toContain('circle: $a -> $b -> $a');
  });

  it('stops constants that multiply', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `  c${index}: [$c${index + 1}, $c${index + 1}]\n`).join('');
    expect(apply(`constants:\n${lines}  c40: 1\na: $c0\n`).told).toContain('makes this file too large');
  });

  it('tells a constant that nothing mentions, and one that is an axis too', () => {
    expect(apply('constants: { epoch: 1 }\na: 1\n').told).toContain('Nothing mentions the constant "epoch"');
    const text = apply('constants: { n: 1, m: 2 }\nsweep: { n: [1, 2], zip: [{ m: [1] }] }\na: [$n, $m]\n').told;
    expect(text).toContain('"n" is an axis of the sweep and a constant');
    expect(text).toContain('"m" is an axis of the sweep and a constant');
  });
});
