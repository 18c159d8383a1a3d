import { describe, expect, it } from 'vitest';
import type { Application, FetchCommand, FetchProgress } from '../../../engine/cli/application.ts';
import { fetchOrList, FetchPace } from '../../../engine/cli/commands/fetch.ts';
import type { Terminal } from '../../../engine/cli/output.ts';
import { Cancelled, StageFailure, UsageError } from '../../../engine/core/failure.ts';

const DATASETS = [
  { name: 'digits', bytes: 11_500_000, root: 'data/digits', licence: 'MIT' },
  { name: 'letters', bytes: 561_000_000, root: 'data/letters', licence: 'none' },
];

/** Calls the command with a `fetch` that does this. */
async function call(
  name: string | undefined,
  options: { readonly root?: string; readonly mirror?: string; readonly json?: boolean },
  fetch: FetchCommand['fetch'] = () => Promise.reject(new Error('not called')),
): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal: Terminal = { out: (text) => out.push(text), err: (text) => err.push(text), interactive: false };
  const application = { fetch: { datasets: DATASETS, fetch } } as unknown as Application;
  const code = await fetchOrList(name, { json: false, ...options }, application, terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const FILES = [
  { name: 'a.gz', path: 'data/digits/a.gz', bytes: 11_000_000, state: 'fetched' },
  { name: 'b.gz', path: 'data/digits/b.gz', bytes: 4542, state: 'present' },
] as const;

describe('fetchOrList()', () => {
  it('lists what can be fetched', async () => {
    expect((await call(undefined, {})).out).toBe(
      [
        'dataset    size  folder        licence',
        '-------  ------  ------------  -------',
        'digits    12 MB  data/digits   MIT',
        'letters  561 MB  data/letters  none',
      ].join('\n'),
    );
    expect(JSON.parse((await call(undefined, { json: true })).out)).toEqual(DATASETS);
  });

  it('says what it fetched, and where to', async () => {
    const asked: unknown[] = [];
    const { code, out } = await call('digits', {}, async (name, { root, mirror }) => {
      asked.push({ name, root, mirror });
      return FILES;
    });
    expect(code).toBe(0);
    expect(asked).toEqual([{ name: 'digits', root: 'data/digits', mirror: undefined }]);
    expect(out).toBe(
      'data/digits/a.gz: 11 MB, downloaded, verified\ndata/digits/b.gz: 4.5 kB, already there, verified',
    );
  });

  it('hands on root and mirror, and prints JSON for programs', async () => {
    const { out } = await call(
      'digits',
      { root: '/data', mirror: 'http://m/', json: true },
      async (_, { root, mirror }) => {
        expect({ root, mirror }).toEqual({ root: '/data', mirror: 'http://m/' });
        return FILES;
      },
    );
    expect(JSON.parse(out)).toEqual(FILES);
  });

  it('tells progress and troubles on standard error', async () => {
    const { out, err } = await call('digits', {}, async (_, { onProgress, onTrouble }) => {
      onProgress({ file: 'a.gz', done: 0, total: 11_000_000 });
      onTrouble('http://m/a.gz: the connection broke');
      onProgress({ file: 'a.gz', done: 100, total: 11_000_000 });
      return [];
    });
    expect(out).toBe('');
    expect(err).toBe('a.gz: 0 %, 0 B of 11 MB\nhttp://m/a.gz: the connection broke');
  });

  it('suggests the name that was meant', async () => {
    await expect(call('digit', {})).rejects.toThrow(UsageError);
    await expect(call('digit', {})).rejects.toThrow(
      /^Cannot fetch "digit".*"digits".* Expected "digits" or "letters"$/,
    );
  });

  it('ends with 130 when interrupted, and fails with the reason otherwise', async () => {
    const interrupted = call('digits', {}, () => Promise.reject(new Cancelled('Interrupted while downloading "a.gz"')));
    expect(await interrupted).toEqual({
      code: 130,
      out: '',
      err: 'Interrupted while downloading "a.gz". Run the same command to continue.',
    });
    const failure = new StageFailure('Cannot download "a.gz"');
    await expect(call('digits', {}, () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

describe('FetchPace', () => {
  const at = (pace: FetchPace, done: number, ms: number, file = 'a.gz'): string =>
    pace.describe({ file, done, total: 26_000_000 } satisfies FetchProgress, ms);

  it('tells rate and time left from what came in since the start', () => {
    const pace = new FetchPace();
    // 10 MB were there before; 4 MB in 2 s make 2 MB/s, and 12 MB are left.
    expect(at(pace, 10_000_000, 1000)).toBe('a.gz: 38 %, 10 MB of 26 MB');
    expect(at(pace, 10_500_000, 1500)).toBe('a.gz: 40 %, 11 MB of 26 MB');
    expect(at(pace, 14_000_000, 3000)).toBe('a.gz: 53 %, 14 MB of 26 MB, 2.0 MB/s, 6 s left');
    expect(at(pace, 26_000_000, 9000)).toBe('a.gz: 100 %, 26 MB of 26 MB, 2.0 MB/s');
  });

  it('begins anew with another file, and when a file begins again', () => {
    const pace = new FetchPace();
    at(pace, 0, 0);
    expect(at(pace, 13_000_000, 2000)).toContain('6.5 MB/s');
    expect(at(pace, 0, 4000, 'b.gz')).toBe('b.gz: 0 %, 0 B of 26 MB');
    expect(at(pace, 13_000_000, 17_000, 'b.gz')).toContain('1.0 MB/s, 13 s left');
  });
});
