import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isBuilt } from '../../scripts/source-stamp.mjs';
import { ROOT } from './assay.ts';

/** What `npm pack` has made. */
export interface Packed {
  /** The tarball. */
  readonly file: string;
  readonly bytes: number;
  /** Paths in it. */
  readonly files: readonly string[];
}

/** Packs the project, which has been built, into a folder. */
export async function packAssay(folder: string): Promise<Packed> {
  if (!isBuilt(ROOT)) throw new Error('dist/ is older than the sources: run "npm run build" (npm test does it)');
  const { stdout } = await runNpm(['pack', '--json', '--pack-destination', folder], ROOT);
  const [packed] = JSON.parse(stdout) as { filename: string; size: number; files: { path: string }[] }[];
  if (packed === undefined) throw new Error('npm pack has made nothing');
  const files = packed.files.map(({ path }) => path).sort();
  return { file: join(folder, packed.filename), bytes: packed.size, files };
}

/** npm as the machine has it, with its cache, its registry and its proxies; not with the settings of the npm that runs the tests. */
export async function runNpm(args: readonly string[], cwd: string): Promise<{ readonly stdout: string }> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local|command)/i.test(name),
  );
  const options = { cwd, env: Object.fromEntries(own), maxBuffer: 1 << 26 };
  return promisify(execFile)('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], options);
}

/** What leads npm to the machine's registry and to what it has fetched before, for a program without the rest of our environment. */
export function npmSettings(): Readonly<Record<string, string>> {
  const asked = ['cache', 'userconfig', 'registry'].map((name): [string, string] => {
    const { stdout } = spawnSync('npm', ['config', 'get', name], { cwd: ROOT, encoding: 'utf8' });
    return [`npm_config_${name}`, stdout.trim()];
  });
  const given = Object.entries(process.env).filter(([name]) =>
    /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
  );
  return Object.fromEntries([...asked, ...given]) as Record<string, string>;
}

/** Why tests that need npm's registry are left out here, or undefined where it answers. */
export function noRegistry(): string | undefined {
  const { status } = spawnSync('npm', ['view', 'yaml', 'version', '--fetch-retries=0', '--fetch-timeout=20000'], {
    cwd: ROOT,
    timeout: 60_000,
  });
  return status === 0 ? undefined : 'npm reaches no registry';
}

/** package.json of the project. */
export function manifest(): {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
} {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as ReturnType<typeof manifest>;
}
