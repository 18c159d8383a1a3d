import { generateKeyPairSync } from 'node:crypto';
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
      project: { root: '/home/me/study', store: '/home/me/study/artifacts', uses: [], commands: false, executors: {} },
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
    expect(text).toContain('Unknown key "using". Allowed: "store", "uses", "commands", "remote" or "executors"');
    expect(text).toContain(':3:11');
  });

  it('tells a file that is no mapping, and one that is no YAML', () => {
    expect(told('- a\n')).toContain('Expected a mapping');
    expect(told('uses: [./lab\n')).toContain('assay.yaml:');
  });

  describe('and its remote cache', () => {
    it('fills in the defaults', () => {
      expect(read('remote: { url: "https://cache.example.org/assay/" }\n').project?.remote).toEqual({
        address: { scheme: 'http', url: new URL('https://cache.example.org/assay') },
        push: false,
        compression: 'none',
        trust: [],
      });
    });

    it('takes a bucket of another service', () => {
      const text =
        'remote: { url: s3://results/lab, endpoint: "https://minio.example.org:9000", region: eu-west-1, style: path, push: true }\n';
      expect(read(text).project?.remote).toMatchObject({
        address: { scheme: 's3', bucket: 'results', prefix: 'lab' },
        endpoint: new URL('https://minio.example.org:9000'),
        region: 'eu-west-1',
        style: 'path',
        push: true,
      });
    });

    it('tells a private key in the place of a public one, and does not show it', () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
      const text = told(`remote:\n  url: https://x.example\n  trust: [${secret}]\n`);
      expect(text).toContain('Expected a public key (ed25519');
      expect(text).not.toContain(secret);
    });

    it('tells an address with a password at no place, because its line would show it', () => {
      const text = told('remote: { url: "https://ann:hidden@x.example" }\n');
      expect(text).toContain('remote.url: The address of a remote cache contains a user or a password');
      expect(text).not.toContain('hidden');
    });
  });
});
