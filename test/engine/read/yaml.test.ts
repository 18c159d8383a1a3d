import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import { placeOf, plain } from '../../../engine/read/document.ts';
import { LARGEST_FILE, parseYaml } from '../../../engine/read/yaml.ts';

function read(text: string): { value: unknown; text: string } {
  const { document, diagnostics } = parseYaml({ file: 'x.yaml', text });
  return {
    value: document === undefined ? undefined : plain(document.root),
    text: diagnostics.map(renderDiagnostic).join('\n'),
  };
}

describe('parseYaml()', () => {
  test('reads YAML 1.2: no, on and dates are texts', () => {
    expect(read('a: no\nb: on\nc: 2020-01-01\nd: 1.0e-6\ne: [1, two, null]\nf: 0x10').value).toEqual({
      a: 'no',
      b: 'on',
      c: '2020-01-01',
      d: 1e-6,
      e: [1, 'two', null],
      f: 16,
    });
  });

  test('writes aliases out', () => {
    expect(read('a: &x { n: 1 }\nb: *x').value).toEqual({ a: { n: 1 }, b: { n: 1 } });
  });

  test('knows the place of every value and key', () => {
    const { document } = parseYaml({ file: 'x.yaml', text: 'steps:\n  one: { epochs: 12 }\n' });
    if (document === undefined) throw new Error('Expected a document');
    const at = placeOf(document, ['steps', 'one', 'epochs']);
    expect(at.source.text.slice(at.start, at.end)).toBe('12');
    const key = placeOf(document, ['steps', 'one', 'epochs'], 'key');
    expect(key.source.text.slice(key.start, key.end)).toBe('epochs');
    const missing = placeOf(document, ['steps', 'one', 'batchSize']);
    expect(missing.source.text.slice(missing.start, missing.end)).toBe('one');
  });

  test.each([
    ['an empty file', ''],
    ['a comment only', '# nothing\n'],
    ['a text at the top', 'hello'],
    ['a list at the top', '- 1\n'],
    ['a duplicate key', 'a: 1\na: 2\n'],
    ['an integer past 2^53', 'a: 9007199254740993\n'],
    ['not a number', 'a: .nan\n'],
    ['infinity', 'a: -.inf\n'],
    ['a prototype key', '__proto__: { polluted: true }\n'],
    ['a cyclic alias', 'a: &x [1, *x]\n'],
    ['an unknown alias', 'a: *nowhere\n'],
    ['a custom tag', 'a: !!js/function "x"\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an older YAML, which reads values otherwise', '# 1.1\n%YAML 1.1\n---\na: no\n'],
    ['a mapping as key', '{ a: 1 }: 2\n'],
    ['broken brackets', 'a: [1, 2\n'],
    ['a tab for indentation', 'a:\n\tb: 1\n'],
  ])('refuses %s, with a place', (_, text) => {
    const result = read(text);
    expect(result.value).toBeUndefined();
    expect(result.text).toMatch(/^x\.yaml:\d+:\d+ {2}[A-Z]/);
    expect(result.text).toMatchSnapshot();
  });

  test('refuses a file whose aliases explode, quickly and in little memory', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const started = performance.now();
    const result = read(`l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n${levels.join('\n')}\n`);
    expect(result.text).toContain('Expanding the aliases makes this file too large');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each([100, 5000, 100_000])('refuses %i nested lists without a crash', (depth) => {
    expect(read(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`).text).toMatch(/[Nn]ested too deeply/);
  });

  test.each([
    ['a: [', ', [1', ']', ']'],
    ['a: {', ' b: {', ' }', ' }'],
    ['', '- ', '', ' 1'],
    ['', '? ', '', ' 1'],
  ])('reads 60 levels of %s%s and refuses 70', (before, open, close, after) => {
    const nested = (depth: number): string => before + open.repeat(depth) + close.repeat(depth) + after;
    expect(read(nested(70)).text).toMatch(/[Nn]ested too deeply/);
    expect(read(nested(60)).text).not.toMatch(/[Nn]ested too deeply/);
  });

  test.each(['\r', '\u2028', '\u2029', 'a\r', '-\r', '? \u2028'])('reads 300 kB of %j in time', (piece) => {
    const started = performance.now();
    read(`a: "x"\n# ${piece.repeat(300_000 / piece.length)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each(['\n', '\r\n'])('counts what stands in one line, which %j ends', (end) => {
    const lines = Array.from({ length: 70 }, () => '  - [i]');
    expect(read(`a:${end}${lines.join(end)}${end}`).text).toBe('');
  });

  test('is not misled by brackets that are no nesting', () => {
    const flat = `a: [${Array(200).fill('[1]').join(', ')}]\nb: "${'['.repeat(100)}" # ${'{'.repeat(100)}\nc: ${'-'.repeat(200)}\n`;
    expect(read(flat).value).toMatchObject({ b: '['.repeat(100), c: '-'.repeat(200) });
  });

  test('never makes an object with a foreign prototype', () => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const { value } = read('constructor: 1\ntoString: 2\n');
    expect(value).toEqual({ constructor: 1, toString: 2 });
  });

  test('reads the largest allowed file in time', () => {
    const line = 'key_00000: "0123456789012345678901234567890123456789"\n';
    const text = Array.from({ length: Math.floor(LARGEST_FILE / line.length) }, (_, i) =>
      line.replace('00000', String(i).padStart(5, '0')),
    ).join('');
    expect(read(text).text).toBe('');
  });
});
