import { useEffect, useState } from 'preact/hooks';

/** Names a run. */
export interface RunName {
  readonly experiment: string;
  readonly run: number;
}

/** What the page shows: a run, several compared, or nothing chosen. It is in the address, so that reload and back keep it. */
export interface Route {
  readonly run?: RunName;
  readonly compare?: readonly string[];
  readonly find: string;
}

export function routeOf(search: string): Route {
  const query = new URLSearchParams(search);
  const run = parseRun(query.get('run') ?? '');
  const compare = query.getAll('compare').filter((name) => parseRun(name) !== undefined);
  return { ...(run && { run }), ...(compare.length > 1 && { compare }), find: query.get('find') ?? '' };
}

export function addressOf({ run, compare = [], find }: Partial<Route>): string {
  const query = new URLSearchParams();
  if (run !== undefined) query.set('run', showRun(run));
  for (const name of compare) query.append('compare', name);
  if (find !== undefined && find !== '') query.set('find', find);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}

function parseRun(text: string): RunName | undefined {
  const [, experiment, run] = /^(.+)@([1-9]\d*)$/.exec(text) ?? [];
  return experiment === undefined ? undefined : { experiment, run: Number(run) };
}

/** `quickstart@3`, as on the command line. */
export function showRun({ experiment, run }: RunName): string {
  return `${experiment}@${run}`;
}

const CHANGED = 'assay-route';

/** Shows something else, and remembers what was shown; with `replace`, forgets it. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new Event(CHANGED));
}

export function useRoute(): Route {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const changed = (): void => setSearch(location.search);
    addEventListener('popstate', changed);
    addEventListener(CHANGED, changed);
    return () => {
      removeEventListener('popstate', changed);
      removeEventListener(CHANGED, changed);
    };
  }, []);
  return routeOf(search);
}

/** Links within the page change what it shows, without loading it again; a step is shown beside, without a jump to its row. */
export function keepLinksInside(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  if (link === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('/?') || href === '/') {
    event.preventDefault();
    go(href);
  } else if (href.startsWith('#step-')) {
    event.preventDefault();
    if (location.hash === href) return;
    history.pushState(null, '', `${location.search}${href}`);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}
