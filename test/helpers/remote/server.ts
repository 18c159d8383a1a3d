import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { remoteServers } from '../../../scripts/remote-server-paths.mjs';

// The real servers of the tests, each in a process of its own with a folder of its own.

/** A server that runs. */
export interface Server {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Where it keeps its files, if it keeps them on the disk. */
  readonly folder: string;
  stop(): Promise<void>;
}

export type ServerName = 'nginx' | 's3s' | 'moto';

const HOW: Readonly<Record<ServerName, string>> = {
  nginx: 'there is no nginx on this machine: install Debian\'s package "nginx-light"',
  s3s: 'there is no s3s-fs on this machine: "node scripts/remote-servers.mjs" installs it, and needs cargo',
  moto: 'there is no moto on this machine: "node scripts/remote-servers.mjs" installs it, and needs Python',
};

/** Why tests with a server are left out; undefined where they run. CI, which sets ASSAY_REQUIRE_SYSTEM, demands them. */
export function noServer(name: ServerName): string | undefined {
  return remoteServers()[name] !== undefined || process.env['ASSAY_REQUIRE_SYSTEM'] === '1' ? undefined : HOW[name];
}

/** The keys that s3s-fs accepts. */
export const S3_KEYS = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'secret-of-the-tests' };

export async function startServer(name: ServerName, options: NginxOptions = {}): Promise<Server> {
  const program = remoteServers()[name];
  if (program === undefined) throw new Error(`ASSAY_REQUIRE_SYSTEM is set, and ${HOW[name]}`);
  const folder = mkdtempSync(join(tmpdir(), 'assay-server-'));
  const port = await freePort();
  const args = { nginx: () => nginx(folder, port, options), s3s: () => s3s(folder, port), moto: () => moto(port) };
  const child = spawn(program, args[name](), { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await listening(child, port, () => said);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
    // nginx leaves its worker a moment longer.
    await setTimeout(50);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { origin: `http://127.0.0.1:${port}`, folder: join(folder, 'files'), stop };
}

export interface NginxOptions {
  /** Lines of nginx's configuration for all paths. */
  readonly location?: string;
  readonly compress?: boolean;
}

function nginx(folder: string, port: number, { location = '', compress = false }: NginxOptions): readonly string[] {
  mkdirSync(join(folder, 'files'));
  mkdirSync(join(folder, 'tmp'));
  const config = `
daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
events { worker_connections 256; }
http {
  access_log off; client_max_body_size 0; client_body_temp_path ${folder}/tmp;
  ${compress ? 'gzip on; gzip_types *; gzip_min_length 1;' : ''}
  server {
    listen 127.0.0.1:${port}; root ${folder}/files;
    location / { dav_methods PUT; create_full_put_path on; ${location} }
  }
}`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
}

/** Folders are its buckets. */
function s3s(folder: string, port: number): readonly string[] {
  mkdirSync(join(folder, 'files', 'results'), { recursive: true });
  const keys = ['--access-key', S3_KEYS.AWS_ACCESS_KEY_ID, '--secret-key', S3_KEYS.AWS_SECRET_ACCESS_KEY];
  return ['--host', '127.0.0.1', '--port', String(port), ...keys, join(folder, 'files')];
}

function moto(port: number): readonly string[] {
  return ['-H', '127.0.0.1', '-p', String(port)];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

async function listening(child: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said()}`);
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return;
    await setTimeout(50);
  }
  throw new Error(`The server does not listen: ${said()}`);
}
