import { describe, expect, it } from 'vitest';
import { readProject } from '../../../engine/read/project.ts';
import { readSchema } from '../../../schema/read.ts';

const schema = readSchema('project');

function read(text: string): ReturnType<typeof readProject> {
  return readProject({ file: 'assay.yaml', text }, '/p', schema);
}

describe('readProject() + executors', () => {
  it('reads the settings of a cluster, with defaults', () => {
    const { project, diagnostics } = read(
      'executors:\n  big: { slurm: { partition: gpu, account: lab, time: 1.5h, setup: module load x, flags: [--qos=long], tasks: 8 } }\n  any: { slurm: {} }\n',
    );
    expect(diagnostics).toEqual([]);
    expect(project?.executors).toEqual({
      big: {
        partition: 'gpu',
        account: 'lab',
        timeMs: 5_400_000,
        setup: 'module load x',
        flags: ['--qos=long'],
        atOnce: 8,
      },
      any: { setup: '', flags: [] },
    });
    expect(read('').project?.executors).toEqual({});
  });

  it.each([
    ['executors: { a: { slrm: {} } }', /slrm/],
    ['executors: { a: { slurm: { time: 90s } } }', /Expected a time such as 30min or 12h/],
    ['executors: { a: { slurm: { flags: [qos=long] } } }', /Expected an option of sbatch/],
    ['executors: { a: { slurm: { tasks: 0 } } }', /tasks/],
    ['executors: { "a b": { slurm: {} } }', /a b/],
  ])('tells what is wrong, at its place: %s', (text, message) => {
    const { diagnostics } = read(text);
    expect(diagnostics.map((each) => each.message).join('\n')).toMatch(message);
    expect(diagnostics[0]?.at.source.file).toBe('assay.yaml');
  });
});
