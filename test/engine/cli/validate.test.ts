import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toyFolder } from '../../helpers/toy-application.ts';

const YAML = 'experiment: toy\nsteps: { one: { stage: number, value: 1 } }\n';

describe('assay validate --json (D10)', () => {
  test('prints one document for several files, right and wrong, in their order', async () => {
    const { line, folder, file } = toyFolder(YAML);
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, YAML.replace('value: 1', 'value: one'));
    const { code, out, err } = await line.assay('validate', file, wrong, file, '--json');
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual([
      { ok: true, file, steps: 1 },
      { ok: false, file: wrong, diagnostics: [expect.objectContaining({ line: 2, file: wrong })] },
      { ok: true, file, steps: 1 },
    ]);
  });

  test('prints the object alone for one file, with its shapes if asked', async () => {
    const { line, file } = toyFolder(YAML);
    expect(JSON.parse((await line.assay('validate', file, '--json')).out)).toEqual({ ok: true, file, steps: 1 });
    expect(JSON.parse((await line.assay('validate', file, '--json', '--shapes')).out)).toEqual({
      ok: true,
      file,
      steps: 1,
      shapes: {},
    });
  });
});
