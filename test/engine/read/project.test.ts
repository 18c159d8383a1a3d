import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import { findProject } from '../../../engine/read/find-project.ts';
import { readProject } from '../../../engine/read/project.ts';
import { readSchema } from '../../../schema/read.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const read = (text: string) => readProject({ file: 'assay.yaml', text }, '/home/me/study', readSchema('project'));
const told = (text: string): string => read(text).diagnostics.map(renderDiagnostic).join('\n');

describe('findProject()', () => {
  it('finds the nearest file above a folder, and none where there is none', () => {
    const root = tempDir();
    mkdirSync(join(root, 'inner', 'experiments'), { recursive: true });
    expect(findProject(join(root, 'inner', 'experiments'))?.startsWith(root)).not.toBe(true);
    writeFileSync(join(root, 'assay.yaml'), '');
    expect(findProject(join(root, 'inner', 'experiments'))).toBe(join(root, 'assay.yaml'));
    writeFileSync(join(root, 'inner', 'assay.yaml'), '');
    expect(findProject(join(root, 'inner', 'experiments'))).toBe(join(root, 'inner', 'assay.yaml'));
    expect(findProject(join(root, 'inner', 'not-there'))).toBe(join(root, 'inner', 'assay.yaml'));
  });
});

describe('readProject()', () => {
  it.each(['', '# nothing yet\n', '{}'])('fills in every default of %j', (text) => {
    expect(read(text)).toEqual({
      project: { root: '/home/me/study', store: '/home/me/study/artifacts', uses: [], commands: false },
      diagnostics: [],
    });
  });

  it('takes paths from the folder of the file', () => {
    const { project } = read('store: ../shared/artifacts\nuses: [./lab, assay-pack-x]\ncommands: true\n');
    expect(project).toMatchObject({ store: '/home/me/shared/artifacts', commands: true });
    expect(project?.uses.map(({ name }) => name)).toEqual(['./lab', 'assay-pack-x']);
    expect(read('store: /scratch/artifacts\n').project?.store).toBe('/scratch/artifacts');
  });

  it('tells every fault at once, each at its place', () => {
    const text = told('store: 5\nusing: [./lab]\ncommands: maybe\n');
    expect(text).toContain('assay.yaml:1:8');
    expect(text).toContain(':2:1');
    expect(text).toContain('Unknown key "using". Allowed: "store", "uses", "commands" or "remote"');
    expect(text).toContain(':3:11');
  });

  it('tells a file that is no mapping, and one that is no YAML', () => {
    expect(told('- a\n')).toContain('Expected a mapping');
    expect(told('uses: [./lab\n')).toContain('assay.yaml:');
  });
});
