import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import { placeOf, plain } from '../../../engine/read/document.ts';
import { parseExtended } from '../../../engine/read/extend.ts';

function parse(files: Record<string, string>, first = '/p/main.yaml') {
  const open = (path: string) => {
    const text = files[path];
    return text === undefined ? { message: `Cannot open "${path}": there is no such file` } : { file: path, text };
  };
  return parseExtended({ file: first, text: files[first] ?? '' }, open);
}
const valueOf = (files: Record<string, string>) => {
  const { document, diagnostics } = parse(files);
  expect(diagnostics.map(renderDiagnostic)).toEqual([]);
  return document && plain(document.root);
};
const told = (files: Record<string, string>): string => parse(files).diagnostics.map(renderDiagnostic).join('\n');

describe('parseExtended()', () => {
  it('leaves a file alone that extends nothing', () => {
    expect(valueOf({ '/p/main.yaml': 'a: { b: null }\n' })).toEqual({ a: { b: null } });
  });

  it('merges mappings, replaces lists and values, and removes by null', () => {
    const base = 'a: { x: 1, y: [1, 2], z: { deep: 1, kept: 2 } }\nb: base\nc: gone\n';
    const main = 'extends: [base.yaml]\na: { x: 2, y: [3], z: { deep: 3 } }\nc: null\nd: new\n';
    expect(valueOf({ '/p/main.yaml': main, '/p/base.yaml': base })).toEqual({
      a: { x: 2, y: [3], z: { deep: 3, kept: 2 } },
      b: 'base',
      d: 'new',
    });
  });

  it('lets a later base win over an earlier one, and takes paths from the file that names them', () => {
    const files = {
      '/p/main.yaml': 'extends: [one.yaml, sub/two.yaml]\nown: 1\n',
      '/p/one.yaml': 'a: one\nb: one\n',
      '/p/sub/two.yaml': 'extends: deep.yaml\nb: two\n',
      '/p/sub/deep.yaml': 'b: deep\nc: deep\n',
    };
    expect(valueOf(files)).toEqual({ a: 'one', b: 'two', c: 'deep', own: 1 });
  });

  it('keeps the place of every value in the file it came from', () => {
    const { document } = parse({ '/p/main.yaml': 'extends: [base.yaml]\nb: 2\n', '/p/base.yaml': '# first\na: 1\n' });
    if (document === undefined) throw new Error('not parsed');
    expect(placeOf(document, ['a']).source.file).toBe('/p/base.yaml');
    expect(placeOf(document, ['b']).source.file).toBe('/p/main.yaml');
  });

  it('tells a file that is missing where it is named', () => {
    const text = told({ '/p/main.yaml': 'a: 1\nextends: [base.yaml]\n' });
    expect(text).toContain('/p/main.yaml:2:11');
    expect(text).toContain('there is no such file');
  });

  it('tells files that extend each other in a circle, and one that extends itself', () => {
    const files = { '/p/main.yaml': 'extends: [a.yaml]\n', '/p/a.yaml': 'extends: [main.yaml]\n' };
    expect(told(files)).toContain('circle: /p/main.yaml -> /p/a.yaml -> /p/main.yaml');
    expect(told({ '/p/main.yaml': 'extends: main.yaml\n' })).toContain('circle: /p/main.yaml -> /p/main.yaml');
  });

  it('tells a fault of a base at its place there', () => {
    expect(told({ '/p/main.yaml': 'extends: [base.yaml]\n', '/p/base.yaml': 'a: 1\na: 2\n' })).toContain(
      '/p/base.yaml:2:1',
    );
  });

  it('tells what is no path', () => {
    expect(told({ '/p/main.yaml': 'extends: [5, { a: 1 }]\n' })).toContain('Expected the path of an experiment file');
  });

  it('ends with files that multiply', () => {
    const files: Record<string, string> = { '/p/main.yaml': 'extends: [f0.yaml, f0.yaml]\n' };
    for (let index = 0; index < 15; index++)
      files[`/p/f${index}.yaml`] = `extends: [f${index + 1}.yaml, f${index + 1}.yaml]\n`;
    files['/p/f15.yaml'] = 'a: 1\n';
    const text = told(files);
    expect(text).toContain('Too many files extend each other');
    expect(text.match(/Too many/g)).toHaveLength(1);
  });
});
