import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './assay.ts';

const PROGRAMS = ['sbatch', 'slurmctld', 'slurmd', 'munged', 'unshare'];
const missing = PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);

/** Why a real Slurm cannot run here. */
function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start nodes of its own';
  if (missing.length > 0) return `there is no ${missing[0]}: install Debian's packages slurm-wlm and munge`;
  if (spawnSync('unshare', ['--uts', '--pid', '--fork', '--mount-proc', 'true']).status !== 0)
    return 'this system lets nobody make namespaces';
  return undefined;
}

/** Why tests with a real Slurm are left out; undefined where they run. CI, which sets ASSAY_REQUIRE_SYSTEM, demands them. */
export const noSlurm: string | undefined = process.env['ASSAY_REQUIRE_SYSTEM'] === '1' ? undefined : whyNot();

/** A Slurm of four nodes: n1 and n2 in partition "cpu", n3 and n4 in "spare". */
export class SlurmCluster {
  readonly #folder: string;
  /** What a program needs to find it. */
  readonly env: Readonly<Record<string, string>>;

  constructor(folder: string) {
    this.#folder = folder;
    this.env = { SLURM_CONF: join(folder, 'slurm.conf') };
  }

  start(): void {
    this.#script('start');
  }

  stop(): void {
    this.#script('stop');
  }

  /** A node dies, as if its power failed. */
  killNode(name: string): void {
    process.kill(this.#pid(name), 'SIGKILL');
  }

  startNode(name: string): void {
    this.#script('node', name);
  }

  killController(): void {
    process.kill(this.#pid('ctld'), 'SIGKILL');
  }

  startController(): void {
    this.#script('controller');
  }

  /** What one of Slurm's commands prints. */
  run(program: string, ...args: readonly string[]): string {
    return execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, ...this.env } });
  }

  /** Ids and nodes of the jobs of an experiment that run. */
  running(experiment: string): readonly { readonly id: string; readonly node: string }[] {
    const lines = this.run('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%j|%i|%N')
      .trim()
      .split('\n');
    return lines.flatMap((line) => {
      const [name = '', id = '', node = ''] = line.split('|');
      return name.startsWith(`${experiment}-`) ? [{ id, node }] : [];
    });
  }

  #pid(name: string): number {
    return Number(readFileSync(join(this.#folder, `${name}.pid`), 'utf8'));
  }

  #script(...[verb, ...more]: readonly [string, ...string[]]): void {
    const script = join(ROOT, 'scripts', 'slurm-test-cluster.sh');
    execFileSync(script, [verb, this.#folder, ...more], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
  }
}
