import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxyFor } from '../../../../engine/store/remote/proxy.ts';
import { assay } from '../../../helpers/assay.ts';
import { commandProject, shell } from '../../../helpers/project.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A proxy that wants a user and a password, and notes what it was asked. */
async function startProxy(): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const allowed = `Basic ${Buffer.from('me:se cret').toString('base64')}`;
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const isAllowed = request.headers['proxy-authorization'] === allowed;
    if (!isAllowed) return void response.writeHead(407).end();
    http.get(request.url ?? '', (answer) => void answer.pipe(response.writeHead(answer.statusCode ?? 500)));
  });
  proxy.on('connect', (request: http.IncomingMessage, client) => {
    asked.push(`CONNECT ${request.url ?? ''}`);
    if (request.headers['proxy-authorization'] !== allowed)
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  return { port: await listen(proxy), asked };
}

/** A certificate for `localhost` that nobody has signed. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = tempDir();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', key, '-out', cert, ...names], {
    stdio: 'ignore',
  });
  return { key, cert };
}

const project = (): string => commandProject(`  a: ${shell('echo a > {outputs.table}')}`);

describe('a remote cache beyond a proxy', () => {
  it.each(['http', 'https'] as const)('is asked through it, over %s', async (scheme) => {
    const seen: string[] = [];
    const answer: http.RequestListener = (request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(404).end();
    };
    const { key, cert } = certificate();
    const port = await listen(
      scheme === 'http'
        ? http.createServer(answer)
        : https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer),
    );
    const proxy = await startProxy();
    const remote = `${scheme}://localhost:${port}/cache`;
    const plan = (password: string, more = {}): ReturnType<typeof assay> => {
      const address = `http://me:${password}@127.0.0.1:${proxy.port}`;
      const env = { HTTPS_PROXY: address, HTTP_PROXY: address, NODE_EXTRA_CA_CERTS: cert, ...more };
      return assay(['plan', 'x.yaml', '--remote', remote], { cwd: project(), env });
    };
    const good = await plan('se%20cret');
    expect(good.code, good.err).toBe(0);
    expect(good.err).toBe('');
    expect(seen).toHaveLength(1);
    expect(proxy.asked.join()).toMatch(
      scheme === 'http' ? /^GET http:\/\/localhost:\d+\/cache\/ac\/[0-9a-f]{64}$/ : /^CONNECT localhost:\d+$/,
    );
    const wrong = await plan('wrong');
    expect(wrong.code).toBe(0);
    expect(wrong.err).toMatch(/[Tt]he proxy 127\.0\.0\.1:\d+\)? refuses the connection \(407\)/);
    expect(wrong.err).not.toContain('wrong@');
    expect(seen).toHaveLength(1);
    expect((await plan('wrong', { NO_PROXY: 'localhost' })).err).toBe('');
    expect(seen).toHaveLength(2);
  });
});

/** Variables, and the proxy for https://cache.example.org that they name. */
const CASES: readonly (readonly [env: Readonly<Record<string, string>>, proxy: string | undefined])[] = [
  [{}, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
  [{ ALL_PROXY: 'http://proxy' }, 'http://proxy/'],
  [{ HTTP_PROXY: 'http://proxy' }, undefined],
  [{ HTTPS_PROXY: '' }, undefined],
  ...['*', 'example.org', '.example.org', 'a, cache.example.org', 'cache.example.org:443'].map(
    (list) => [{ HTTPS_PROXY: 'http://proxy', NO_PROXY: list }, undefined] as const,
  ),
  ...['ample.org', 'cache.example.org:80', 'x.cache.example.org', ''].map(
    (list) => [{ HTTPS_PROXY: 'http://proxy', NO_PROXY: list }, 'http://proxy/'] as const,
  ),
];

describe('proxyFor()', () => {
  const server = new URL('https://cache.example.org/assay');

  it.each(CASES)('of %j is %j', (env, expected) => {
    expect(proxyFor(server, env)?.href).toBe(expected);
  });

  it.each(['socks5://proxy', 'https://proxy', 'http://'])('refuses %s without showing it', (text) => {
    expect(() => proxyFor(server, { HTTPS_PROXY: text })).toThrow('HTTPS_PROXY names a proxy that Assay cannot use');
  });
});
