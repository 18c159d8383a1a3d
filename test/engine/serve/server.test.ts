import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../../engine/core/failure.ts';
import { Refused, startServer, USUAL_PORT, type ServerOptions } from '../../../engine/serve/server.ts';
import { serverFor, type TestServer } from '../../helpers/ui-server.ts';

const answer: ServerOptions['answer'] = ({ path, query, body }) =>
  Promise.resolve({ path, query: [...query], body: body ?? null });

const start = (): Promise<TestServer> => serverFor(answer);

describe('the server of assay ui', () => {
  it('listens on the loopback address alone', async () => {
    const { server } = await start();
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const reached = await new Promise((resolve) => {
        const socket = connect({ host: address, port: server.port, timeout: 2000 });
        socket.on('connect', () => (socket.destroy(), resolve(true)));
        socket.on('error', () => resolve(false));
        socket.on('timeout', () => (socket.destroy(), resolve(false)));
      });
      expect(reached).toBe(false);
    }
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/);
  });

  it('gives the page to a browser without the token, and says no token in it', async () => {
    const { raw, token } = await start();
    const reply = await raw('/');
    expect(reply.status).toBe(200);
    expect(reply.text).not.toContain(token);
  });

  it.each(['', 'Bearer', 'Bearer wrong', 'Basic x', `Bearer ${'a'.repeat(32)}`, `Bearer ${'a'.repeat(5000)}`])(
    'gives no data for the authorization "%s"',
    async (authorization) => {
      const { raw } = await start();
      const headers = authorization === '' ? {} : { Authorization: authorization };
      const reply = await raw('/api/runs', { headers });
      expect(reply.status).toBe(401);
      expect(reply.json<{ error: string }>().error).toBe('The token is missing or wrong');
    },
  );

  it('takes the token from nowhere else: not from the address, and not from a cookie', async () => {
    const { raw, token } = await start();
    expect((await raw(`/api/runs?token=${token}`)).status).toBe(401);
    expect((await raw('/api/runs', { headers: { Cookie: `token=${token}` } })).status).toBe(401);
  });

  it('has another token each time', async () => {
    const [one, other] = [await start(), await start()];
    expect(one.token).not.toBe(other.token);
    expect((await other.raw('/api/runs', { headers: { Authorization: `Bearer ${one.token}` } })).status).toBe(401);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:7373'])(
    'answers nobody who calls it "%s": such a name was made to lead here',
    async (host) => {
      const { raw, token } = await start();
      for (const path of ['/', '/api/runs']) {
        const reply = await raw(path, { headers: { Host: host, Authorization: `Bearer ${token}` } });
        expect([400, 421]).toContain(reply.status);
      }
    },
  );

  it('answers as localhost too', async () => {
    const { raw, server, token } = await start();
    const headers = { Host: `localhost:${server.port}`, Authorization: `Bearer ${token}` };
    expect((await raw('/api/runs', { headers })).status).toBe(200);
  });

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://127.0.0.1:1' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('answers no request that another page sends, even with the token: %j', async (headers) => {
    const { raw, token } = await start();
    const reply = await raw('/api/runs', { headers: { ...headers, Authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(403);
  });

  it('can be opened by a link, but not be put into a frame or read by the page with the link', async () => {
    const { raw } = await start();
    const reply = await raw('/', { headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' } });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(reply.headers['x-frame-options']).toBe('DENY');
    expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(reply.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('allows the page its own script and style sheet, and nothing of anybody else', async () => {
    const { raw, get } = await start();
    for (const reply of [await raw('/'), await get('/api/runs'), await raw('/api/runs'), await raw('/nothing')]) {
      const policy = reply.headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(reply.headers['x-content-type-options']).toBe('nosniff');
      expect(reply.headers['referrer-policy']).toBe('no-referrer');
      expect(reply.headers['cache-control']).toBe('no-store');
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])(
    'does nothing for %s without the token',
    async (method) => {
      const { raw } = await start();
      expect([401, 405]).toContain((await raw('/api/stop/a/1', { method })).status);
      expect((await raw('/', { method })).status).toBe(405);
    },
  );

  it('changes nothing for a POST without an Origin, of another type, or with a body that is none', async () => {
    const { raw, server, token } = await start();
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const origin = { Origin: `http://127.0.0.1:${server.port}` };
    const sent = async (more: object, body: string): Promise<number> =>
      (await raw('/api/notes/a/1', { method: 'POST', headers: { ...headers, ...more }, body })).status;
    expect(await sent({}, '{}')).toBe(403);
    expect(await sent({ ...origin, 'Content-Type': 'text/plain' }, '{}')).toBe(400);
    expect(await sent({ ...origin, 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=1')).toBe(400);
    expect(await sent(origin, '{"torn')).toBe(400);
    expect(await sent(origin, JSON.stringify('x'.repeat(70_000)))).toBe(400);
    expect(await sent(origin, '{}')).toBe(200);
    expect((await raw('/api/x', { method: 'DELETE', headers: { ...headers, ...origin } })).status).toBe(405);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/etc/passwd',
    '/ui.js/../../x',
    '/constructor',
    '//etc/passwd',
  ])('has no page at %s', async (path) => {
    const { raw } = await start();
    expect((await raw(path)).status).toBe(404);
  });

  it('says what is wrong with an address that is cut off or too long', async () => {
    const { get, bugs } = await start();
    expect((await get('/api/%E0%A4%A')).status).toBe(400);
    expect((await get(`/api/runs?find=${'x'.repeat(15_000)}`)).status).toBeLessThan(500);
    expect(bugs).toEqual([]);
  });

  it('tells refusals as they are, and of a bug nothing but that it is one', async () => {
    const { get, bugs } = await serverFor(({ path }) => {
      if (path[0] === 'refused') throw new Refused(404, 'There is no such run', 'Look again.');
      if (path[0] === 'usage') throw new UsageError('A run has at most 100 tags', { hint: 'Take some away.' });
      throw new Error('secret of the inside');
    });
    expect((await get('/api/refused')).json()).toEqual({ error: 'There is no such run', hint: 'Look again.' });
    expect((await get('/api/usage')).status).toBe(409);
    const bug = await get('/api/bug');
    expect(bug.status).toBe(500);
    expect(bug.text).not.toContain('secret');
    expect(bugs).toHaveLength(1);
  });
});

describe('startServer()', () => {
  it('takes the next port where the usual one is in use, and says so of one that was asked for', async () => {
    const other = createServer();
    const taken = await new Promise<boolean>((resolve) => {
      other.once('error', () => resolve(false));
      other.listen({ host: '127.0.0.1', port: USUAL_PORT }, () => resolve(true));
    });
    onTestFinished(() => void other.close());
    const options = { files: {}, answer, onBug: () => undefined };
    const server = await startServer(options);
    onTestFinished(() => server.close());
    // Somebody else may have the port on this machine: then it is in use all the same.
    expect(taken || server.port !== USUAL_PORT).toBe(true);
    expect(server.port).toBeGreaterThan(USUAL_PORT);
    await expect(startServer({ ...options, port: server.port })).rejects.toThrow(`Port ${server.port} is in use`);
  });

  it('goes on when a browser goes away in the middle of a request, and of an answer', async () => {
    const large = 'x'.repeat(8_000_000);
    const { server, token, bugs, get } = await serverFor(() => Promise.resolve(large));
    const head = `Host: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${token}\r\n`;
    const begun = `POST /api/notes/x/1 HTTP/1.1\r\n${head}Origin: http://127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"tags`;
    for (const request of [`GET /api/runs HTTP/1.1\r\n${head}\r\n`, begun]) {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      await new Promise((done) => socket.once('connect', done));
      socket.on('error', () => undefined);
      socket.write(request);
      if (request !== begun) await new Promise((done) => socket.once('data', done));
      socket.resetAndDestroy();
      expect((await get('/api/runs')).json()).toHaveLength(large.length);
    }
    expect(bugs).toEqual([]);
  });

  it('closes while a browser keeps its connection', async () => {
    const { server, get } = await start();
    await get('/api/runs');
    const socket = connect({ host: '127.0.0.1', port: server.port });
    await new Promise((done) => socket.once('connect', done));
    socket.on('error', () => undefined);
    const closed = new Promise((done) => socket.once('close', done));
    await server.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
