import { describe, expect, it } from 'vitest';
import { analyse, type Analysis } from '../../../engine/editor/analysis.ts';
import { repair } from '../../../engine/editor/repair.ts';
import type { Workplace } from '../../../engine/editor/workplace.ts';
import type { OpenFile } from '../../../engine/read/extend.ts';
import { frame, toyRegistry } from '../../helpers/toy-registry.ts';

const workplace: Workplace = {
  root: undefined,
  registry: toyRegistry,
  frame,
  projectSchema: {},
  allowed: { project: false, permissions: [] },
  runtimeOf: ({ threads }) => ({ backend: 'toy', threads }),
  outlook: () => Promise.resolve(undefined),
};

const TOY = `experiment: toy
recipes:
  small: { size: 2 }
sweep:
  heat: [100, 200]
steps:
  dough: { stage: make, recipe: small }
  cakes: { stage: bake, from: dough, heat: $heat }
  table: { stage: gather, cakes: cakes, over: [heat] }
`;

async function analysed(text: string, open: OpenFile = () => ({ message: 'none' })): Promise<Analysis> {
  const source = { file: '/toy.yaml', text };
  return analyse({ source, repaired: repair(source) }, { workplace, open, signal: new AbortController().signal });
}

describe('analyse()', () => {
  it('plans a whole file like a command', async () => {
    const { whole, steps, diagnostics } = await analysed(TOY);
    expect({ whole, ids: steps.map(({ id }) => id), diagnostics }).toEqual({
      whole: true,
      ids: ['dough', 'cakes[heat=100]', 'cakes[heat=200]', 'table'],
      diagnostics: [],
    });
  });

  it('plans the other steps of a file in which one has no stage yet', async () => {
    const { steps, diagnostics } = await analysed(`${TOY}  new:\n`);
    expect(steps).toHaveLength(4);
    expect(diagnostics.map(({ message }) => message)).toEqual(['Expected a mapping for "new", found nothing']);
  });

  it('says nothing that only a missing line makes true', async () => {
    // Each line in turn ends with an open quote.
    const lines = TOY.split('\n');
    for (const index of lines.keys()) {
      if (index < 1 || lines[index] === '' || lines[index]?.endsWith(':') === true) continue;
      const text = lines.map((line, each) => (each === index ? `${line} "` : line)).join('\n');
      const { diagnostics } = await analysed(text);
      expect(
        diagnostics.map(({ message }) => message).filter((message) => /Unknown|mentions|varies/.test(message)),
      ).toEqual([]);
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  });

  it('tells of a fault elsewhere beside a line that cannot be read', async () => {
    const { diagnostics } = await analysed(TOY.replace('size: 2', 'size: 0').replace('over: [heat]', 'over: [heat'));
    expect(diagnostics.some(({ message }) => message.startsWith('Expected a number >= 1 for "size"'))).toBe(true);
  });

  it('reads a file that is extended as far as it can be read', async () => {
    const base = TOY.replace('size: 2 }', 'size: 2').replace('experiment: toy\n', '');
    const { diagnostics } = await analysed('experiment: x\nextends: base.yaml\n', (file) => ({ file, text: base }));
    expect(diagnostics.map(({ at }) => at.source.file)).toEqual(['/base.yaml']);
  });

  it('stops when the text changes', async () => {
    const controller = new AbortController();
    const source = { file: '/toy.yaml', text: TOY.replace('sweep:', 'sweep:\n  repeat: 10000') };
    const open: OpenFile = () => ({ message: 'none' });
    const work = analyse({ source, repaired: repair(source) }, { workplace, open, signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(work).rejects.toThrow('Interrupted');
  });
});
