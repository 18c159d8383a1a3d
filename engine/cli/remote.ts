import { UsageError } from '../core/failure.ts';
import { parseAddress, type RemoteSettings } from '../core/remote.ts';
import type { RemoteResults } from '../execute/remote-results.ts';
import type { Project } from '../read/project.ts';
import { plural } from '../report/messages.ts';
import type { RemoteCache } from '../store/remote/remote-cache.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { showBytes, type Terminal } from './output.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const NONE: Omit<RemoteSettings, 'address'> = { push: false, compression: 'none', trust: [] };

/**
 * Returns how to use a remote cache; undefined where there is none.
 *
 * @param named the address from the command line or ASSAY_REMOTE, or `off`; the rest of the project's section still holds
 * @throws UsageError when it is no address
 */
export function remoteSettings(
  named: string | undefined,
  project: Project | undefined,
  env: Environment = process.env,
): RemoteSettings | undefined {
  const settings = named === undefined ? project?.remote : withAddress(named, project?.remote);
  const push = pushIn(env);
  return settings === undefined || push === undefined ? settings : { ...settings, push };
}

function withAddress(named: string, known: RemoteSettings | undefined): RemoteSettings | undefined {
  if (named === 'off' || named === '') return undefined;
  const address = parseAddress(named);
  // What was named may contain a password, so it is not shown.
  if ('wrong' in address) throw new UsageError(`--remote or ASSAY_REMOTE: ${address.wrong}`);
  return { ...NONE, ...known, address };
}

function pushIn({ ASSAY_REMOTE_PUSH: text = '' }: Environment): boolean | undefined {
  if (text === '') return undefined;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new UsageError(`Expected 1 or 0 in ASSAY_REMOTE_PUSH, found "${text}"`);
}

/** Like `remoteSettings`, for a command that does nothing without. @throws UsageError when there is no remote cache */
export function needRemote(named: string | undefined, project: Project | undefined): RemoteSettings {
  const settings = remoteSettings(named, project);
  if (settings !== undefined) return settings;
  throw new UsageError('There is no remote cache', {
    hint: 'Name one with --remote URL or ASSAY_REMOTE, or under remote in assay.yaml.',
  });
}

/** Tells how many results have been moved, now and then. */
export function transferLine(verb: string, terminal: Terminal, everyMs = 5000): (done: number, total: number) => void {
  let last = Date.now();
  return (done, total) => {
    const now = Date.now();
    if (now - last < everyMs) return;
    last = now;
    terminal.err(`${verb} ${done} of ${total} results`);
  };
}

/** Opens a remote cache for the duration of `use`; loads the code for it only now. */
export async function withCache<T>(
  settings: RemoteSettings,
  tell: (message: string) => void,
  use: (cache: RemoteCache) => Promise<T>,
): Promise<T> {
  const { openRemote } = await import('../store/remote/open.ts');
  const cache = openRemote(settings, process.env, tell);
  try {
    return await use(cache);
  } finally {
    cache.close();
  }
}

/** Opens a remote cache for a plan or a run, if there is one: see RemoteResults. */
export async function withRemote<T>(
  settings: RemoteSettings | undefined,
  { store, tell }: { readonly store: DiskStore; readonly tell: (message: string) => void },
  use: (remote: RemoteResults | undefined) => Promise<T>,
): Promise<T> {
  if (settings === undefined) return use(undefined);
  const { RemoteResults } = await import('../execute/remote-results.ts');
  return withCache(settings, tell, (cache) => use(new RemoteResults(cache, store, { push: settings.push, tell })));
}

/** `https://...: downloaded 3 results (1.2 MB), uploaded 1 (5 kB)`; undefined when nothing was moved. */
export function showTraffic({ name, traffic }: RemoteResults): string | undefined {
  const { fetched, pushed } = traffic;
  const parts = [
    ...(fetched.results > 0 ? [`downloaded ${plural(fetched.results, 'result')} (${showBytes(fetched.bytes)})`] : []),
    ...(pushed.results > 0 ? [`uploaded ${plural(pushed.results, 'result')} (${showBytes(pushed.bytes)})`] : []),
  ];
  return parts.length === 0 ? undefined : `${name}: ${parts.join(', ')}`;
}
