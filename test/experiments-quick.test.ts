import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, ROOT } from './helpers/assay.ts';
import { tempDir } from './helpers/temp-dir.ts';

// Every experiment of the paper has a quick form: a sibling, or a command in a comment at its head. Here they all run.

const FOLDER = join(ROOT, 'experiments');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
/** Run by tests of their own or quick by themselves; and what needs files to be fetched, or a processor with bfloat16. */
const ELSEWHERE = ['mlp-quick.yaml', 'autoencoder-quick.yaml', 'tiny.yaml', 'quickstart.yaml'];
const NOT_HERE = ['datasets.yaml', 'precision.yaml'];
/** `#   assay run experiments/x.yaml --set steps.training.epochs=1 ...`: what makes it quick is fewer epochs. */
const COMMAND = /^#\s+assay run experiments\/(\S+\.yaml)((?: --set \S+)*epochs=\d+(?: --set \S+)*)$/m;

const siblings = FILES.filter((name) => name.endsWith('-quick.yaml')).map((file) => ({
  file,
  options: [] as string[],
}));
const commands = FILES.flatMap((name) => {
  const [, file, options = ''] = COMMAND.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? [];
  return file === undefined ? [] : [{ file, options: options.trim().split(' ') }];
});
const quick = [...siblings, ...commands].filter(({ file }) => ![...ELSEWHERE, ...NOT_HERE].includes(file));

/** What takes longest, made shorter. That changes no picture's kind: how many images are trained on or compared, how often filters are removed. */
const SHORTER: readonly (readonly [part: RegExp, set: string])[] = [
  [/limit: \{ train: 6000/, 'datasets.digits.limit.train=1500'],
  [/^ {2}similar:/m, 'steps.similar.probe.images=10'],
  [/^ {2}removals:/m, 'steps.removals.orders=1'],
];

/** What to add to the command of a file. */
function shorter(file: string): readonly string[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return SHORTER.flatMap(([part, set]) => (part.test(text) ? ['--set', set] : []));
}

describe('quick forms of the experiments', () => {
  it('are there for each of them', () => {
    const has = new Set(quick.map(({ file }) => file.replace('-quick.yaml', '.yaml')));
    for (const file of [...ELSEWHERE, ...NOT_HERE]) has.add(file.replace('-quick.yaml', '.yaml'));
    expect(FILES.filter((name) => !name.endsWith('-quick.yaml') && !has.has(name))).toEqual([]);
  });

  it.each(quick)(
    '$file $options runs, and every picture that it promises is one',
    async ({ file, options }) => {
      const cwd = tempDir();
      const { code, err } = await assay(['run', join(FOLDER, file), ...options, ...shorter(file)], { cwd });
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      const published = join(cwd, 'artifacts', 'runs', file.replace('.yaml', ''), '1');
      const pictures = readdirSync(published).filter((name) => name.endsWith('.png'));
      expect(pictures.length).toBeGreaterThan(0);
      for (const name of pictures) {
        expect(readFileSync(join(published, name)).toString('latin1', 1, 4)).toBe('PNG');
      }
    },
    600_000,
  );
});
