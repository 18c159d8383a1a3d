import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAssay, type Call } from './assay.ts';

const PROGRAMS = ['bindfs', 'faketime', 'fusermount', 'unshare'];
const missing = PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const CLOCK = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can mount file systems';
  if (missing.length > 0) return `there is no ${missing[0]}: install Debian's packages bindfs and faketime`;
  if (spawnSync('unshare', ['--uts', '--pid', '--fork', '--mount-proc', 'true']).status !== 0)
    return 'this system lets nobody make namespaces';
  return undefined;
}

/** Why tests with two hosts are left out; undefined where they run. CI, which sets ASSAY_REQUIRE_SYSTEM, demands them. */
export const noTwoHosts: string | undefined = process.env['ASSAY_REQUIRE_SYSTEM'] === '1' ? undefined : whyNot();

export type HostName = 'east' | 'west';

/** What is odd about a program on a host. */
export interface Oddities {
  /** What its clock says, in hours from now. */
  readonly clock?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Two machines that share a folder, as far as a program can tell: each has a host name and process numbers of its own (UTS and PID
 * namespaces) and a clock of its own (libfaketime), and sees the folder through a file system of its own (bindfs on FUSE), whose kernel
 * keeps names, missing names and facts of files for `cacheSeconds` without asking again.
 */
export class TwoHosts {
  readonly #root: string;
  /** The shared folder as the server sees it, without a cache. */
  readonly shared: string;

  constructor(cacheSeconds: number) {
    this.#root = mkdtempSync(join(tmpdir(), 'assay-hosts-'));
    this.shared = join(this.#root, 'shared');
    mkdirSync(this.shared);
    const times = ['attr', 'entry', 'negative'].map((kind) => `${kind}_timeout=${cacheSeconds}`).join(',');
    for (const host of ['east', 'west'] as const) {
      mkdirSync(this.folder(host));
      execFileSync('bindfs', ['-o', times, this.shared, this.folder(host)]);
      writeFileSync(
        this.#program(host),
        `#!/bin/sh\nexec unshare --uts --pid --fork --kill-child --mount-proc sh -c 'hostname ${host}; exec "$0" "$@"' "${process.execPath}" "$@"\n`,
      );
      chmodSync(this.#program(host), 0o755);
    }
  }

  /** The shared folder as a host sees it. */
  folder(host: HostName): string {
    return join(this.#root, host);
  }

  /** A file that no host has cached: what the steps of a test note there is seen at once. */
  note(name: string): string {
    return join(this.#root, name);
  }

  /** Starts the program on a host, in the folder `project` of the shared one. */
  start(
    host: HostName,
    args: readonly string[],
    { clock = 0, env = {}, project = '' }: Oddities & { project?: string } = {},
  ): Call {
    const preload = [...(clock === 0 ? [] : [CLOCK]), ...(env['LD_PRELOAD'] === undefined ? [] : [env['LD_PRELOAD']])];
    const sign = clock < 0 ? '-' : '+';
    return startAssay(args, {
      cwd: join(this.folder(host), project),
      node: this.#program(host),
      env: {
        ...env,
        ...(preload.length > 0 && { LD_PRELOAD: preload.join(':') }),
        // Timers and the facts of files stay as they are: only the time of day is wrong.
        ...(clock !== 0 && {
          FAKETIME: `${sign}${Math.abs(clock)}h`,
          DONT_FAKE_MONOTONIC: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          NO_FAKE_STAT: '1',
        }),
      },
    });
  }

  stop(): void {
    for (const host of ['east', 'west'] as const) spawnSync('fusermount', ['-uz', this.folder(host)]);
    rmSync(this.#root, { recursive: true, force: true });
  }

  #program(host: HostName): string {
    return join(this.#root, `on-${host}`);
  }
}
