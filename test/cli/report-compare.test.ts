import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, ReportDocument } from '../../engine/document/model.ts';
import { assay } from '../helpers/assay.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { folderWith, writeFiles } from '../helpers/project.ts';

// Runs of a stage of a pack, which says itself what its results mean.

const INDEX = (lead: string): string => `import { definePack, defineStage } from 'assay';
export default definePack({
  name: 'lab',
  stages: [
    defineStage<{ size: number }>({
      name: 'grow',
      schema: { type: 'object', additionalProperties: false, required: ['size'], properties: { size: { type: 'integer' } } },
      outputs: { table: { kind: 'table', extension: 'csv', columns: { size: 'how large it is' } } },
      entry: new URL('./grow.run.ts', import.meta.url),
      ${lead}
    }),
  ],
});
`;
const FILES = {
  'assay.yaml': 'uses: [./lab]\n',
  'lab/index.ts': INDEX(
    "lead: (findings) => [`It grew to ${findings.map(({ metrics }) => metrics['size']).join(' and ')}.`],",
  ),
  'lab/grow.run.ts': `import { writeFileSync } from 'node:fs';
import type { StageContext } from 'assay';
export async function run(context: StageContext<{ size: number }>): Promise<{ size: number }> {
  writeFileSync(context.output('table'), \`size\\n\${context.params.size}\\n\`);
  return { size: context.params.size };
}
`,
  'x.yaml':
    'experiment: x\nsweep: { size: [1, 2] }\nsteps: { grown: { stage: grow, size: $size } }\noutputs: { size.csv: { from: grown.table, print: true } }\n',
};

function dataIn(path: string): unknown {
  return JSON.parse(/id="document">(.*?)<\/script>/s.exec(readFileSync(path, 'utf8'))?.[1] ?? '');
}

describe('assay report of stages of a pack', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'assay-test-'));
    writeFiles(cwd, FILES);
    for (const set of [[], ['--set', 'sweep.size=[2, 3]'], ['--set', 'seed=5']]) {
      const { code, err } = await assay(['run', 'x.yaml', ...set], { cwd });
      if (code !== 0) throw new Error(err);
    }
  });

  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('leads with what the stage of the pack says, and explains its words', async () => {
    const { code, err } = await assay(['report', 'x@1', '-o', 'one.html'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { lead, answer } = dataIn(join(cwd, 'one.html')) as ReportDocument;
    expect(lead).toEqual(['It grew to 1 and 2.']);
    expect(answer[0]?.columns).toEqual([{ name: 'size', meaning: 'how large it is' }]);
  });

  it('--compare takes runs by number or by name, and says in what they differ', async () => {
    const { code, out, err } = await assay(['report', 'x', '--compare', '1', '2'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^x-1-and-x-2\.html \(\d+ kB\)\n$/);
    const comparison = dataIn(join(cwd, 'x-1-and-x-2.html')) as Comparison;
    expect(comparison.parameters).toEqual([{ name: 'sweep.size', values: ['[1,2]', '[2,3]'] }]);
    expect(comparison.runs.map(({ lead }) => lead)).toEqual([['It grew to 1 and 2.'], ['It grew to 2 and 3.']]);
    expect(comparison.steps.map(({ name }) => name)).toEqual(['grown[size=1]', 'grown[size=3]']);
    const named = await assay(['report', '--compare', 'x@1', 'x.yaml', 'x@2', '--json'], { cwd });
    const printed = JSON.parse(named.out) as Comparison;
    expectOutput('report-compare', printed);
    expect(printed.runs.map(({ run }) => run)).toEqual([1, 3, 2]);
  });

  it('works without the packs, where they have a fault, and says so', async () => {
    const broken = folderWith(FILES);
    const ran = await assay(['run', 'x.yaml'], { cwd: broken });
    expect(ran.code, ran.err).toBe(0);
    writeFiles(broken, { 'lab/index.ts': 'export default 3;\n' });
    const { code, err } = await assay(['report', 'x'], { cwd: broken });
    expect(code).toBe(0);
    expect(err).toContain('The packs of the project cannot be used, so what their stages say is missing');
    const { lead } = dataIn(join(broken, 'x-1.html')) as ReportDocument;
    expect(lead[0]).toMatch(/^All 2 steps are done/);
  });

  it('says nothing for a stage whose words throw or are no sentences', async () => {
    const odd = folderWith({ ...FILES, 'lab/index.ts': INDEX("lead: () => { throw new Error('no words'); },") });
    await assay(['run', 'x.yaml'], { cwd: odd });
    const { code, err } = await assay(['report', 'x'], { cwd: odd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((dataIn(join(odd, 'x-1.html')) as ReportDocument).lead[0]).toMatch(/^All 2 steps are done/);
  });

  it.each([
    [['x', '--compare', '1'], 'Expected 2 or 3 runs after --compare, found 1'],
    [['--compare', 'x@1', 'x@2', 'x@3', 'x@1'], 'Expected 2 or 3 runs after --compare, found 4'],
    [['--compare', '1', '2'], 'Expected EXPERIMENT@RUN after --compare, found "1"'],
    [['x', '--compare', 'x@1', 'x@2'], 'Expected the number of a run of "x" after --compare, found "x@1"'],
    [['x', '--compare', '1', '9'], 'Experiment "x" has no run 9 in this store'],
    [['x', '--compare', '3', 'latest'], 'Run 3 of "x" is named twice after --compare'],
  ])('%j says what is wrong', async (args, message) => {
    const { code, out, err } = await assay(['report', ...args], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`Error: ${message}`);
    expect(err).toContain('Hint: ');
  });

  it('of a damaged record says so; of collected artifacts compares what the records tell', async () => {
    const damaged = folderWith(FILES);
    for (const set of [[], ['--set', 'seed=5']]) await assay(['run', 'x.yaml', ...set], { cwd: damaged });
    const store = join(damaged, 'artifacts');
    rmSync(join(store, 'actions'), { recursive: true });
    const kept = await assay(['report', 'x', '--compare', '1', '2', '--json'], { cwd: damaged });
    expect((JSON.parse(kept.out) as Comparison).artifacts).toEqual({ same: 2, of: 2 });
    writeFileSync(join(store, 'runs', 'x', '1', 'run.json'), '{');
    const { code, err } = await assay(['report', 'x', '--compare', '1', '2'], { cwd: damaged });
    expect(code).toBe(2);
    expect(err).toContain('The record of run 1 of x is damaged');
  });
});
