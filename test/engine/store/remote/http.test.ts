import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfBytes, hexOf } from '../../../../engine/core/digest.ts';
import { FileCache } from '../../../../engine/store/remote/cache.ts';
import { credentialsIn } from '../../../../engine/store/remote/credentials.ts';
import { HttpFiles } from '../../../../engine/store/remote/http.ts';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { textContent } from '../../../../engine/store/remote/files.ts';
import { recordWith, refAt, testRemoteCache } from '../../../contract/remote-cache.ts';
import { noServer, startServer, type Server } from '../../../helpers/remote/server.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const { signal } = new AbortController();
const why = noServer('nginx');
const line = { parallel: 8 };

describe.skipIf(why !== undefined)(`nginx with DAV${why === undefined ? '' : ` (left out: ${why})`}`, () => {
  let server: Server;
  let count = 0;
  beforeAll(async () => {
    server = await startServer('nginx');
  });
  afterAll(() => server.stop());

  testRemoteCache('HttpFiles on nginx', async () => {
    count += 1;
    return new HttpFiles(new URL(`${server.origin}/cache-${count}`), undefined, line);
  });

  it('names files as Bazel does', async () => {
    const files = new HttpFiles(new URL(`${server.origin}/bazel`), undefined, line);
    const hex = hexOf(digestOfBytes('hello'));
    await files.write(`cas/${hex}`, textContent('hello'), signal);
    expect(await (await fetch(`${server.origin}/bazel/cas/${hex}`)).text()).toBe('hello');
  });

  it('tells a server that takes no uploads', async () => {
    const files = new HttpFiles(new URL(`${server.origin}/`), undefined, line);
    const read = await startServer('nginx', { location: 'limit_except GET HEAD { deny all; }' });
    try {
      const closed = new HttpFiles(new URL(read.origin), undefined, line);
      await expect(closed.write('cas/x', textContent('x'), signal)).rejects.toMatchObject({ fault: 'denied' });
    } finally {
      await read.stop();
    }
    files.close();
  });
});

describe.skipIf(why !== undefined)('HttpFiles with a password', () => {
  const locked = async (condition: string): Promise<Server> =>
    startServer('nginx', { location: `if ($http_authorization != "${condition}") { return 401; }` });

  it.each([
    ['a token', 'Bearer t0ken-of-the-tests', { ASSAY_REMOTE_TOKEN: 't0ken-of-the-tests' }],
    [
      'a user and a password',
      `Basic ${Buffer.from('ann:pässword').toString('base64')}`,
      { ASSAY_REMOTE_USER: 'ann', ASSAY_REMOTE_PASSWORD: 'pässword' },
    ],
  ])('gets in with %s, and not without', async (_, header, env) => {
    const server = await locked(header);
    try {
      const base = new URL(server.origin);
      const files = new HttpFiles(base, credentialsIn(env).http, line);
      await files.write('cas/x', textContent('x'), signal);
      expect(await files.look('cas/x', signal)).toEqual({ bytes: 1 });
      const stranger = new HttpFiles(base, undefined, line);
      await expect(stranger.look('cas/x', signal)).rejects.toMatchObject({
        fault: 'denied',
        message: `${server.origin} does not allow you to read (HTTP 401)`,
        hint: 'Set ASSAY_REMOTE_TOKEN, or ASSAY_REMOTE_USER and ASSAY_REMOTE_PASSWORD.',
      });
      const wrong = new HttpFiles(base, credentialsIn({ ASSAY_REMOTE_TOKEN: 'another' }).http, line);
      await expect(wrong.write('cas/y', textContent('y'), signal)).rejects.toMatchObject({
        fault: 'denied',
        hint: expect.stringContaining('may be wrong or expired'),
      });
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(why !== undefined)('HttpFiles with a server that compresses', () => {
  it('fetch() decodes gzip', async () => {
    const server = await startServer('nginx', { compress: true });
    try {
      const files = new HttpFiles(new URL(server.origin), undefined, line);
      const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell: () => undefined });
      const [store, other] = [await openStore(tempDir()), await openStore(tempDir())];
      const record = await recordWith(store, { out: Buffer.alloc(1_000_000, 'compress me ') });
      await cache.push(record, store, signal);
      const answer = await fetch(`${server.origin}/cas/${hexOf(refAt(record, 'out').digest)}`, {
        headers: { 'accept-encoding': 'gzip' },
      });
      expect(answer.headers.get('content-encoding')).toBe('gzip');
      expect(await cache.fetch(refAt(record, 'out'), other, signal)).toBe(true);
      expect(await cache.find(record.key, signal)).toEqual(record);
    } finally {
      await server.stop();
    }
  });
});
