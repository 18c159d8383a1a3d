import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../../stages/index.ts';
import { ROOT } from '../helpers/assay.ts';
import { withFolder } from '../helpers/alone.ts';
import { typeText } from './type-text.ts';

/** The type of each stage's parameters, and the module that it is in. */
const PARAMETERS: Readonly<Record<string, readonly [name: string, module: string]>> = {
  ablate: ['AblateParams', 'stages/ablate/stage.ts'],
  autoencode: ['AutoencodeParams', 'stages/autoencode/params.ts'],
  cluster: ['ClusterParams', 'stages/cluster/params.ts'],
  evaluate: ['EvaluateParams', 'stages/evaluate/stage.ts'],
  'extract-filters': ['ExtractFiltersParams', 'stages/extract-filters/stage.ts'],
  load: ['LoadParams', 'stages/load/stage.ts'],
  similarity: ['SimilarityParams', 'stages/similarity/params.ts'],
  train: ['TrainParams', 'stages/train/params.ts'],
  visualize: ['VisualizeParams', ''],
  command: ['CommandParams', 'stages/command/params.ts'],
};
const ENTRIES = { datasets: 'Dataset', models: 'Model', optimizers: 'Optimizer' };

/** A module that does not compile where a schema lets something through that its stage does not take. */
function moduleText(): string {
  const sections = Object.entries(registry.sections).map(
    ([section, schema]) => `type ${ENTRIES[section as keyof typeof ENTRIES]} = ${typeText(schema, ENTRIES)};`,
  );
  const stages = Object.entries(PARAMETERS).map(([stage, [name, module]]) => {
    const schema = registry.stages[stage]?.schema ?? {};
    return [
      module === '' ? anyChart() : `import type { ${name} } from ${JSON.stringify(join(ROOT, module))};`,
      `type Valid${name} = ${typeText(schema, ENTRIES)};`,
      `export const take${name} = (valid: Valid${name}): ${name} => valid;`,
    ].join('\n');
  });
  // What is compiled must be able to fail: a parameter that is a text in the schema, and a number in the stage.
  const wrong = `// @ts-expect-error\nexport const wrong = (valid: Omit<ValidTrainParams, 'epochs'> & { epochs: string }): TrainParams => valid;`;
  return [...sections, ...stages, wrong, ''].join('\n');
}

/** The parameters of `visualize` are those of any of its charts. */
function anyChart(): string {
  const at = (module: string): string => JSON.stringify(join(ROOT, 'stages', 'visualize', module));
  return `import type { Chart } from ${at('chart.ts')};
    import type * as charts from ${at('charts/all.ts')};
    type ParamsOf<C> = C extends Chart<infer P> ? P : never;
    type VisualizeParams = { [C in keyof typeof charts]: ParamsOf<(typeof charts)[C]> }[keyof typeof charts];`;
}

test('every stage takes the parameters that its schema lets through, defaults filled in', { timeout: 180_000 }, () => {
  expect(Object.keys(registry.stages).sort()).toEqual(Object.keys(PARAMETERS).sort());
  return withFolder(async (folder) => {
    writeFileSync(join(folder, 'types.mts'), moduleText());
    const options = {
      noEmit: true,
      rewriteRelativeImportExtensions: false,
      rootDir: '/',
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: options, include: ['types.mts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });
});
