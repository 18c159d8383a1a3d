import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import { download } from '../../../stages/load/download.ts';
import { datasetSchema, downloads } from '../../../stages/load/sources/index.ts';
import type { RemoteFile } from '../../../stages/load/downloads.ts';
import { fetchFiles } from '../../../stages/load/fetch.ts';
import { withFolder } from '../../helpers/alone.ts';

/** 300,000 bytes that do not repeat soon. */
const CONTENT = Buffer.from(Uint32Array.from({ length: 75_000 }, (_, at) => Math.imul(at, 2_654_435_761)).buffer);
const DIGEST = `sha256:${createHash('sha256').update(CONTENT).digest('hex')}`;

type Answer = (asked: IncomingMessage, answer: ServerResponse) => void;

/** The byte that the request wants to begin with. */
const startOf = (asked: IncomingMessage): number => Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? '')?.[1] ?? 0);

/**
 * Gives what it is asked for, from any byte on, but no more than `most` bytes: then the connection breaks, when the other side
 * has had time to write them down.
 */
const serve =
  (content: Buffer, { most = Infinity, ranges = true } = {}): Answer =>
  (asked, answer) => {
    const start = ranges ? startOf(asked) : 0;
    const rest = content.subarray(start);
    answer.writeHead(start > 0 ? 206 : 200, {
      'content-length': rest.length,
      ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    if (most >= rest.length) answer.end(rest);
    else answer.write(rest.subarray(0, most), () => setTimeout(() => answer.destroy(), 400));
  };

interface World {
  readonly path: string;
  /** Every request, as `<path> <first byte>`. */
  readonly requests: string[];
  readonly troubles: string[];
  readonly done: number[];
  readonly url: (name: string) => string;
  readonly fetch: (
    names: readonly string[],
    more?: { digest?: string; signal?: AbortSignal; silenceMs?: number },
  ) => Promise<void>;
}

/** A server on this machine with an answer for each path, and a folder to download to. */
async function withServer(
  answers: Readonly<Record<string, Answer>>,
  body: (world: World) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const server = createServer((asked, answer) => {
    const name = (asked.url ?? '').slice(1);
    requests.push(`${name} ${startOf(asked)}`);
    (answers[name] ?? ((_, absent) => absent.writeHead(404).end()))(asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = (name: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  try {
    await withFolder(async (folder) => {
      const path = join(folder, 'file.bin');
      const [troubles, done]: [string[], number[]] = [[], []];
      await body({
        path,
        requests,
        troubles,
        done,
        url,
        fetch: (names, { signal = new AbortController().signal, silenceMs = 20_000, ...more } = {}) =>
          download({ name: 'file.bin', bytes: CONTENT.length, digest: DIGEST, urls: names.map(url), ...more }, path, {
            signal,
            silenceMs,
            onProgress: (progress) => done.push(progress.done),
            onTrouble: (message) => troubles.push(message.replace(/^http:\/\/127.0.0.1:\d+\//, '')),
          }),
      });
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StageFailure)) throw new Error(`no StageFailure: ${String(error)}`);
  return `${error.message} | ${error.hint ?? ''}`.replaceAll(/http:\/\/127.0.0.1:\d+\//g, '');
};

describe('download()', () => {
  it('writes the file and tells how far it is', () =>
    withServer({ good: serve(CONTENT) }, async ({ path, fetch, done }) => {
      await fetch(['good']);
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
      expect(existsSync(`${path}.part`)).toBe(false);
      expect(done[0]).toBe(0);
      expect(done.at(-1)).toBe(CONTENT.length);
      expect(done).toEqual([...done].sort((a, b) => a - b));
    }));

  it('goes on where an earlier download ended', () =>
    withServer({ good: serve(CONTENT) }, async ({ path, fetch, requests, done }) => {
      writeFileSync(`${path}.part`, CONTENT.subarray(0, 123_456));
      await fetch(['good']);
      expect(requests).toEqual(['good 123456']);
      expect(done[0]).toBe(123_456);
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
    }));

  it('does not wait for a named pipe in the place of the part', () =>
    withServer({ good: serve(CONTENT) }, async ({ path, fetch }) => {
      execFileSync('mkfifo', [`${path}.part`]);
      expect(await messageOf(fetch(['good']))).toBe(
        `Cannot write "${path}.part": it exists and is not a file | Remove it.`,
      );
    }));

  it('needs no server when the part is whole', () =>
    withServer({}, async ({ path, fetch, requests }) => {
      writeFileSync(`${path}.part`, CONTENT);
      await fetch(['good']);
      expect(requests).toEqual([]);
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
    }));

  it('begins again with a server that cannot go on in the middle', () =>
    withServer({ good: serve(CONTENT, { ranges: false }) }, async ({ path, fetch, requests }) => {
      writeFileSync(`${path}.part`, CONTENT.subarray(0, 1000));
      await fetch(['good']);
      expect(requests).toEqual(['good 1000']);
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
    }));

  it('asks again while a breaking connection brings it further, then goes on with the next mirror', () =>
    withServer(
      { dying: serve(CONTENT, { most: 50_000 }), good: serve(CONTENT) },
      async ({ path, fetch, requests, troubles }) => {
        await fetch(['absent', 'dying', 'good']);
        const starts = [0, 50_000, 100_000, 150_000, 200_000].map((start) => `dying ${start}`);
        expect(requests).toEqual(['absent 0', ...starts, 'good 250000']);
        expect(troubles).toEqual([
          'absent: the server answered 404 Not Found',
          ...starts.map(() => 'dying: the connection broke'),
        ]);
        expect(readFileSync(path).equals(CONTENT)).toBe(true);
      },
    ));

  it('throws away what has a wrong digest, and takes it from the next mirror', () => {
    const wrong = Buffer.from(CONTENT);
    wrong[7] = 0x55;
    return withServer({ wrong: serve(wrong), good: serve(CONTENT) }, async ({ path, fetch, requests, troubles }) => {
      await fetch(['wrong', 'good']);
      expect(requests).toEqual(['wrong 0', 'good 0']);
      expect(troubles[0]).toMatch(new RegExp(`^wrong: expected ${DIGEST}, found sha256:[0-9a-f]{64}$`));
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
    });
  });

  it('begins again when the part was of another file', () =>
    withServer({ good: serve(CONTENT) }, async ({ path, fetch, requests }) => {
      writeFileSync(`${path}.part`, Buffer.alloc(5000, 'x'));
      await fetch(['good']);
      expect(requests).toEqual(['good 5000', 'good 0']);
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
    }));

  it('leaves what is packed as it is, whatever the server says of it', () =>
    withServer(
      { good: (_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(CONTENT) },
      async ({ path, fetch }) => {
        await fetch(['good']);
        expect(readFileSync(path).equals(CONTENT)).toBe(true);
      },
    ));

  it('follows redirects, but not for ever', () =>
    withServer(
      {
        moved: (_, answer) => answer.writeHead(302, { location: '/good' }).end(),
        circle: (_, answer) => answer.writeHead(301, { location: 'circle' }).end(),
        good: serve(CONTENT),
      },
      async ({ fetch, troubles }) => {
        await fetch(['circle', 'moved']);
        expect(troubles).toEqual(['circle: the server redirects more than 5 times']);
      },
    ));

  it('names every address, why it failed, and what to do', () =>
    withServer(
      {
        page: (_, answer) =>
          answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>Sign in</p>'),
        short: serve(CONTENT.subarray(1)),
        long: (_, answer) => answer.writeHead(200).end(Buffer.concat([CONTENT, CONTENT])),
        cut: (_, answer) => answer.writeHead(200).end(CONTENT.subarray(0, 700)),
        silent: (_, answer) => answer.writeHead(200).write('x'),
        other: (_, answer) => answer.writeHead(206, { 'content-range': 'bytes 3-9/10' }).end('1234567'),
      },
      async ({ path, fetch }) => {
        expect(await messageOf(fetch(['page', 'short', 'absent']))).toBe(
          'Cannot download "file.bin": page: the server sent a web page instead of the file; ' +
            'short: expected 300000 bytes, the server has 299999; absent: the server answered 404 Not Found | ' +
            `Try again later, name a mirror with --mirror, or put the file at "${path}" yourself.`,
        );
        expect(await messageOf(fetch(['cut', 'other']))).toBe(
          'Cannot download "file.bin": cut: the connection ended after 700 of 300000 bytes; ' +
            'other: asked for the bytes from 700 on, the server gives them from 3 on | ' +
            `Try again later, name a mirror with --mirror, or put the file at "${path}" yourself. The next try continues after the 700 bytes that are there.`,
        );
        expect(await messageOf(fetch(['silent', 'long'], { silenceMs: 300 }))).toContain(
          'silent: the server fell silent; long: expected',
        );
        expect(existsSync(path)).toBe(false);
      },
    ));

  it('stops at once when interrupted, and keeps what it has', () =>
    withServer({ slow: (_, answer) => answer.writeHead(200).write(CONTENT.subarray(0, 900)) }, async (world) => {
      const controller = new AbortController();
      const fetching = world.fetch(['slow'], { signal: controller.signal });
      while (world.done.at(-1) !== 900) await new Promise((resolve) => setTimeout(resolve, 5));
      controller.abort();
      await expect(fetching).rejects.toThrow(new Cancelled('Interrupted while downloading "file.bin"'));
      expect(readFileSync(`${world.path}.part`).length).toBe(900);
    }));

  it('checks md5 where there is no other digest', () => {
    const digest = `md5:${createHash('md5').update(CONTENT).digest('hex')}`;
    return withServer({ good: serve(CONTENT) }, async ({ path, fetch }) => {
      await fetch(['good'], { digest });
      expect(existsSync(path)).toBe(true);
      writeFileSync(`${path}.part`, '');
      expect(await messageOf(fetch(['good'], { digest: digest.replace(/.$/, 'x') }))).toContain('found md5:');
    });
  });
});

describe('fetchFiles()', () => {
  const file: RemoteFile = { name: 'a.bin', bytes: CONTENT.length, digest: DIGEST, urls: ['http://127.0.0.1:9/never'] };
  const quiet = { signal: new AbortController().signal, onProgress: () => undefined, onTrouble: () => undefined };

  it('makes the folder, tries the mirror first, and leaves alone what is there', () =>
    withServer({ 'mirror/a.bin': serve(CONTENT) }, async ({ path, url, requests }) => {
      const root = join(path, '..', 'new', 'folder');
      const about = { name: 'a.bin', path: join(root, 'a.bin'), bytes: CONTENT.length };
      const fetch = () => fetchFiles([file], { ...quiet, root, mirror: url('mirror/') });
      expect(await fetch()).toEqual([{ ...about, state: 'fetched' }]);
      expect(await fetch()).toEqual([{ ...about, state: 'present' }]);
      expect(requests).toEqual(['mirror/a.bin 0']);
      expect(readdirSync(root)).toEqual(['a.bin']);
    }));

  it('does not touch another file of that name', () =>
    withFolder(async (root) => {
      writeFileSync(join(root, 'a.bin'), 'mine');
      await expect(fetchFiles([file], { ...quiet, root })).rejects.toThrow(
        new StageFailure(`"${join(root, 'a.bin')}" is not the published file: expected 300000 bytes, found 4`, {
          hint: 'Remove it to have it fetched, or give another folder with --root.',
        }),
      );
      expect(readFileSync(join(root, 'a.bin'), 'utf8')).toBe('mine');
    }));

  it('says so when nobody answers', () =>
    withFolder(async (root) => {
      expect(await messageOf(fetchFiles([file], { ...quiet, root }))).toContain('connect ECONNREFUSED 127.0.0.1:9');
    }));

  it('says so when the folder cannot be made', () =>
    withFolder(async (root) => {
      writeFileSync(join(root, 'taken'), '');
      expect(await messageOf(fetchFiles([file], { ...quiet, root: join(root, 'taken') }))).toContain(
        `Cannot create the folder "${join(root, 'taken')}"`,
      );
    }));
});

describe('downloads()', () => {
  it('have for each dataset the root that its entry has by default', () => {
    const { oneOf } = datasetSchema() as unknown as {
      oneOf: { properties: { source: { const: string }; root?: { default?: string } } }[];
    };
    const roots = oneOf.flatMap(({ properties: { source, root } }) =>
      root?.default === undefined ? [] : [[source.const, root.default]],
    );
    expect(downloads().map(({ name, root }) => [name, root])).toEqual(roots);
  });

  it('ask for EMNIST where it is now before where it was: its old address is dead', () => {
    const hosts = downloads()
      .find(({ name }) => name === 'emnist')
      ?.files[0]?.urls.map((url) => new URL(url).hostname);
    expect(hosts).toEqual(['biometrics.nist.gov', 'www.itl.nist.gov']);
  });

  it('have well-formed digests and addresses that end with the name of the file', () => {
    for (const { name, bytes, digest, urls } of downloads().flatMap(({ files }) => files)) {
      expect(digest).toMatch(/^(sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$/);
      expect(bytes).toBeGreaterThan(5000);
      expect(urls.length).toBeGreaterThan(1);
      for (const url of urls) expect(new URL(url).pathname.endsWith(`/${name}`)).toBe(true);
    }
  });
});
