import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAIN } from '../helpers/assay.ts';
import { writeFiles } from '../helpers/project.ts';
import { noSecondUser, OTHERS } from '../helpers/second-user.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// A project that may only be read: somebody else's folder, or a disk that nobody may write to.

const READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift; exec "$@"';

/** How the program is started so that it may not write into a folder. */
const WAYS: Readonly<
  Record<string, (folder: string) => { readonly before: readonly string[]; readonly user?: number }>
> = {
  'of another user': () => ({ before: [], user: OTHERS.one }),
  'on a read-only disk': (folder) => ({ before: ['unshare', '--mount', 'sh', '-ec', READ_ONLY, 'sh', folder] }),
};

const canMount = spawnSync('unshare', ['--mount', 'sh', '-ec', READ_ONLY, 'sh', '/mnt', 'true']).status === 0;
/** Why a way cannot be gone here. */
const WHY_NOT: Readonly<Record<string, string | undefined>> = {
  'of another user': noSecondUser,
  'on a read-only disk': canMount ? undefined : 'no permission to mount a folder here',
};

let cwd: string;
let temporary: string;

beforeEach(() => {
  const base = tempDir();
  chmodSync(base, 0o755);
  cwd = join(base, 'project');
  temporary = join(base, 'temporary');
  mkdirSync(temporary);
  chmodSync(temporary, 0o777);
  writeFiles(cwd, {
    'assay.yaml': 'uses: [./lab]\n',
    'lab/index.ts': `import { definePack, defineStage } from 'assay';
export default definePack({
  name: 'lab',
  stages: [
    defineStage({
      name: 'hello',
      schema: { type: 'object', additionalProperties: false, properties: {} },
      outputs: { table: { kind: 'table', extension: 'csv' } },
      entry: new URL('./hello.run.ts', import.meta.url),
    }),
  ],
});
`,
    'lab/hello.run.ts': `import { writeFileSync } from 'node:fs';
import type { StageContext } from 'assay';
import plain from 'plain';
export async function run(context: StageContext): Promise<void> { writeFileSync(context.output('table'), plain); }
`,
    'node_modules/plain/package.json':
      '{ "name": "plain", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js" } }',
    'node_modules/plain/index.js': "export default 'hello\\n';\n",
    'x.yaml': 'experiment: x\nsteps: { hello: { stage: hello } }\n',
  });
});

describe.each(Object.keys(WAYS))('a project %s', (way) => {
  const call = (...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } => {
    const { before, user } = WAYS[way]?.(cwd) ?? { before: [] };
    const [program = '', ...rest] = [...before, process.execPath, MAIN, ...args];
    const { status, stdout, stderr } = spawnSync(program, rest, {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: temporary, TMPDIR: temporary },
      ...(user !== undefined && { uid: user, gid: OTHERS.group }),
    });
    return { code: status, out: stdout, err: stderr };
  };

  // Skipped for the reason in WHY_NOT.
  it.skipIf(WHY_NOT[way] !== undefined)('is validated and planned, and a run says what cannot be written', () => {
    const validated = call('validate', 'x.yaml');
    expect(validated.code, validated.err).toBe(0);
    const planned = call('plan', 'x.yaml');
    expect(planned.code, planned.err).toBe(0);
    expect(planned.out).toMatch(/^hello +hello +run +never run$/m);
    const run = call('run', 'x.yaml');
    expect(run.code).toBe(2);
    expect(run.err).toContain(`The store ${join(cwd, 'artifacts')} is read-only, and hello must run`);
    expect(run.err).toContain('--store DIR');
    expect(readdirSync(cwd).toSorted()).toEqual(['assay.yaml', 'lab', 'node_modules', 'x.yaml']);
    expect(readdirSync(temporary)).toEqual([]);
  });

  // Skipped for the reason in WHY_NOT.
  it.skipIf(WHY_NOT[way] !== undefined)('runs with a store elsewhere, packages of the project included', () => {
    const run = call('run', 'x.yaml', '--store', join(temporary, 'store'));
    expect(run.code, run.err).toBe(0);
    expect(readdirSync(temporary)).toEqual(['store']);
  });
});
