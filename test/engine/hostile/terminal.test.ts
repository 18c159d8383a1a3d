import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../engine/core/diagnostic.ts';
import { assay, eventsOf } from '../../helpers/assay.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

// Names, texts and errors out of files and records reach the terminal as text, whatever they are made of: nothing moves the
// cursor, colours, makes links, sets titles, answers for the user or turns the direction of what is read. As JSON they keep
// their value.

/** What terminals obey, and what turns or hides text. */
const ATTACKS = {
  'a colour': '\u001b[31mred\u001b[0m',
  'the cursor moved and lines cleared': '\u001b[2A\u001b[2Kfake line',
  'a title': '\u001b]0;title\u0007',
  'a link (OSC 8)': '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\',
  'the clipboard (OSC 52)': '\u001b]52;c;cm0gLXJmIH4=\u0007',
  'an answer back': '\u001b[6n\u0005',
  'one of C1 (CSI)': '\u009b31mred',
  'one of C1 (OSC)': '\u009d0;title\u009c',
  'a device control string': '\u0090q#0\u009c',
  'backspaces and a return': 'safe\b\b\b\b\revil',
  'text turned around': 'a\u202etxt.exe\u202c',
  'an isolate': '\u2066a\u2067b\u2069',
  'a mark of direction': 'a\u200fb\u200ec\u061cd',
  'separators of lines': 'a\u2028b\u2029c\u0085d',
  'a null and a delete': 'a\u0000b\u007fc',
} as const;

// oxlint-disable-next-line no-control-regex -- they are what must not be there
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function expectText(text: string): void {
  expect(OBEYED.exec(text)?.[0]).toBeUndefined();
}

/** A file that is right and has hostile texts wherever a file may have any text; its steps fail with errors that name them. */
function hostileFile(): string {
  const values = Object.values(ATTACKS).filter((value) => !value.includes('\u0000'));
  const text = JSON.stringify(values.join(' '));
  const name = JSON.stringify(ATTACKS['the cursor moved and lines cleared']);
  return [
    'experiment: hostile',
    `description: ${text}`,
    `datasets: { pictures: { source: folder, root: $root, name: ${name}, size: [2, 2], channels: 1 } }`,
    `sweep: { root: ${JSON.stringify(values)} }`,
    'steps: { data: { stage: load, dataset: pictures } }',
    '',
  ].join('\n');
}

describe('printable()', () => {
  it.each(Object.entries(ATTACKS))('leaves nothing that a terminal obeys of %s', (_, attack) => {
    expectText(printable(`before ${attack} after`));
    expect(printable(`before ${attack} after`)).toMatch(/^before .* after$/s);
  });

  it('leaves letters of all languages, line breaks and tabs as they are', () => {
    const text = 'Grüße, 你好, שלום, ไทย, 👩‍🔬\n\tend';
    expect(printable(text)).toBe(text);
  });
});

describe('the program', () => {
  it('shows hostile texts of a file that is right in every command, and keeps them in JSON', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'hostile.yaml'), hostileFile());
    const commands = [
      ['validate', 'hostile.yaml'],
      ['validate', 'hostile.yaml', '--shapes'],
      ['plan', 'hostile.yaml'],
      ['graph', 'hostile.yaml', '--all'],
      ['graph', 'hostile.yaml', '--all', '--format', 'dot'],
      ['run', 'hostile.yaml'],
      ['log'],
      ['show', 'hostile'],
      ['show', 'hostile', '--sweep', 'data'],
      ['show', 'hostile', '--sweep', 'data', '--csv'],
      ['diff', 'hostile', '1', '1'],
      ['plan', 'hostile.yaml', '--all'],
    ];
    for (const command of commands) {
      for (const extra of [[], ['--json']]) {
        const { code, out, err } = await assay([...command, ...extra], { cwd });
        expect(err, command.join(' ')).not.toContain('bug');
        expect([0, 1, 2]).toContain(code);
        expectText(out);
        expectText(err);
      }
    }
    const failed = eventsOf(await assay(['run', 'hostile.yaml', '--json'], { cwd })).filter(
      ({ type }) => type === 'failed',
    );
    expect(failed).toHaveLength(Object.keys(ATTACKS).length - 1);
    const told = failed.map(({ error }) => (error as { message: string }).message).join('\n');
    expect(told).toContain(ATTACKS['the clipboard (OSC 52)']);
    expect(told).toContain(ATTACKS['text turned around']);
  });

  it('shows what is wrong with files whose names and values are hostile', async () => {
    const cwd = tempDir();
    const files: string[] = [];
    const put = (text: string): void => {
      const file = `${files.length}.yaml`;
      files.push(file);
      writeFileSync(join(cwd, file), text);
    };
    for (const attack of Object.values(ATTACKS)) {
      const name = JSON.stringify(attack);
      const bad = [
        `experiment: ${name}`,
        `${name}: 1`,
        `datasets: { ${name}: { source: ${name}, ${name}: ${name} } }`,
        `sweep: { ${name}: [${name}] }`,
        `steps: { ${name}: { stage: ${name} }, a: { stage: load, dataset: ${name} } }`,
        `outputs: { ${name}: ${name} }`,
      ];
      // All at once, and line by line: one fault may hide another.
      const good = ['experiment: x', '', 'datasets: {}', 'sweep: {}', 'steps: { b: { stage: load, dataset: d } }', ''];
      put(bad.join('\n'));
      for (const [place, line] of bad.entries()) put(good.toSpliced(place, 1, line).join('\n'));
      put(`experiment: x # ${attack}\nsteps: [`);
    }
    const plain = await assay(['validate', ...files], { cwd });
    expect(plain.code).toBe(2);
    expectText(plain.out + plain.err);
    for (const file of files) expect(plain.err).toMatch(new RegExp(`^${file}:\\d+:\\d+ `, 'm'));
    const json = await assay(['validate', ...files, '--json'], { cwd });
    expect(json.err).toBe('');
    expectText(json.out);
    expect(json.out).toContain('"diagnostics"');
  });

  it('shows arguments and names of files that are hostile', async () => {
    const cwd = tempDir();
    const attack = Object.values(ATTACKS)
      .filter((each) => !each.includes('\0') && !each.includes('/'))
      .join(' ');
    const file = join(cwd, `${attack}.yaml`);
    writeFileSync(file, 'experiment: x\nstep: {}\n');
    mkdirSync(join(cwd, attack));
    for (const command of [
      ['validate', file],
      ['run', file],
      ['run', join(attack, 'missing.yaml')],
      ['plan', file, '--set', `${attack}=${attack}`],
      ['show', attack],
      ['log', attack],
      ['run', file, '--only', attack],
      ['fsck', '--store', attack],
      [attack],
      ['validate', `--${attack}`],
    ]) {
      const { code, out, err } = await assay(command, { cwd });
      expect(code, command.join(' ')).not.toBeNull();
      expect(err).not.toContain('has a bug');
      expectText(out + err);
    }
  });
});
