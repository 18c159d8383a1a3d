import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillArguments, fillShell, fillText, placeholdersIn } from '../../../stages/command/template.ts';

const VALUES = {
  inputs: { model: ['/in/model.safetensors'], many: ['/in/a b', '/in/c'] },
  outputs: { table: '/out/table.csv' },
  params: { rate: 0.5, name: "it's", nested: { depth: [1, 2] } },
  scratch: '/scratch',
};

describe('placeholdersIn()', () => {
  it('finds ours and leaves other braces alone', () => {
    expect(placeholdersIn('{inputs.model} ${HOME} {a,b} {} {scratch} {params.nested.depth} {inputs}')).toEqual([
      'inputs.model',
      'scratch',
      'params.nested.depth',
    ]);
  });
});

describe('fillArguments()', () => {
  it('puts in paths and values, and keeps each argument one argument', () => {
    const run = [
      'python',
      '{inputs.model}',
      '--out={outputs.table}',
      '{params.rate}',
      '{params.name}',
      '{params.nested}',
    ];
    expect(fillArguments(run, VALUES)).toEqual([
      'python',
      '/in/model.safetensors',
      '--out=/out/table.csv',
      '0.5',
      "it's",
      '{"depth":[1,2]}',
    ]);
  });

  it('makes several arguments of a placeholder that stands for several paths', () => {
    expect(fillArguments(['cat', '{inputs.many}', 'x'], VALUES)).toEqual(['cat', '/in/a b', '/in/c', 'x']);
  });

  it('takes nothing in a value for a placeholder', () => {
    expect(fillArguments(['{params.name}'], { ...VALUES, params: { name: '{scratch}' } })).toEqual(['{scratch}']);
  });
});

describe('fillShell()', () => {
  it('quotes every value, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')),
        (name) => {
          const line = fillShell('printf %s {params.name}', { ...VALUES, params: { name } });
          expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(name);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leaves the rest of the text to the shell', () => {
    expect(fillShell('a=${HOME}; cat {inputs.many} > {outputs.table}', VALUES)).toBe(
      "a=${HOME}; cat '/in/a b' '/in/c' > '/out/table.csv'",
    );
  });
});

describe('fillText()', () => {
  it('puts values in as they are', () => {
    expect(fillText('{scratch}/metrics.json', VALUES)).toBe('/scratch/metrics.json');
  });
});
