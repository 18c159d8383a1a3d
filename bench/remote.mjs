// How fast a remote cache is beside curl: `npm run bench:remote`. A thousand objects of 200 kB lie on an nginx of this machine. curl (one
// connection, and eight) and Assay take turns; Assay also hashes every byte and puts each object into a store. Where root has `ip` and
// `tc`, nginx also runs in a network namespace behind a line of 1 Gbit/s.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '../dist/engine/store/local/disk.js';
import { openRemote } from '../dist/engine/store/remote/open.js';
import { remoteServers } from '../scripts/remote-server-paths.mjs';
import { describeMachine } from './machine.mjs';
import { median } from './statistics.mjs';

const OBJECTS = 1000;
const BYTES = 200_000;
const PORT = 18_734;
const rounds = process.argv.includes('--quick') ? 3 : 7;

const { nginx } = remoteServers();
if (nginx === undefined) throw new Error('There is no nginx on this machine: install Debian\'s package "nginx-light"');
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
const refs = makeObjects(join(folder, 'files', 'cas'));
const results = {};
for (const line of [loopback(), gigabit()]) {
  if (line.why !== undefined) console.log(`${line.name}: left out, because ${line.why}`);
  if (line.why !== undefined) continue;
  const server = await startNginx(line);
  try {
    results[line.name] = await compare(server.url);
  } finally {
    server.stop();
    line.remove();
  }
}
rmSync(folder, { recursive: true, force: true });
const report = { machine, objects: OBJECTS, bytes: BYTES, rounds, seconds: results };
mkdirSync(new URL('results', import.meta.url), { recursive: true });
writeFileSync(new URL('results/remote.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
console.log(
  '| line | curl | curl, 8 connections | Assay | throughput of Assay, best curl = 100 % |\n|---|---|---|---|---|',
);
for (const [line, { curl, curl8, assay }] of Object.entries(results)) {
  const [one, eight, own] = [curl, curl8, assay].map(median);
  console.log(
    `| ${line} | ${show(one)} | ${show(eight)} | ${show(own)} | ${Math.round((100 * Math.min(one, eight)) / own)} % |`,
  );
}

/** Times in seconds, of each in turn: the first round warms the page cache and is not counted. */
async function compare(url) {
  const times = { curl: [], curl8: [], assay: [] };
  const target = join(folder, 'curl');
  const config = join(folder, 'curl.txt');
  const lines = refs.map(
    ({ digest }, n) => `url = "${url}/cas/${digest.slice(7)}"\noutput = "${join(target, String(n))}"\n`,
  );
  writeFileSync(config, lines.join(''));
  const curl = async (...options) => {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    return timed(() => execFileSync('curl', ['-s', ...options, '-K', config], { stdio: 'ignore' }));
  };
  for (let round = 0; round <= rounds; round += 1) {
    const now = {
      curl: await curl(),
      curl8: await curl('-Z', '--parallel-max', '8'),
      assay: await withAssay(url),
    };
    if (round > 0) for (const [name, seconds] of Object.entries(now)) times[name].push(seconds);
  }
  return times;
}

async function withAssay(url) {
  const root = join(folder, 'store');
  rmSync(root, { recursive: true, force: true });
  const settings = { address: { scheme: 'http', url: new URL(url) }, push: false, compression: 'none', trust: [] };
  const cache = openRemote(settings, {}, (message) => console.error(message));
  const store = await openStore(root);
  const { signal } = new AbortController();
  try {
    return await timed(async () => {
      const fetched = await Promise.all(refs.map((ref) => cache.fetch(ref, store, signal)));
      if (fetched.includes(false)) throw new Error('An object is missing');
    });
  } finally {
    cache.close();
    await store.close();
  }
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function makeObjects(target) {
  mkdirSync(target, { recursive: true });
  return Array.from({ length: OBJECTS }, () => {
    const content = randomBytes(BYTES);
    const hex = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(target, hex), content);
    return { kind: 'table', extension: 'csv', digest: `sha256:${hex}`, bytes: BYTES };
  });
}

/** nginx where the client is. */
function loopback() {
  return { name: 'this machine', address: '127.0.0.1', within: [], remove: () => undefined };
}

/** nginx in a network namespace of its own. */
function gigabit() {
  const [space, here, there] = ['assay-bench', 'assay-b0', 'assay-b1'];
  const name = 'a line of 1 Gbit/s';
  const inside = ['ip', 'netns', 'exec', space];
  const remove = () => {
    spawnSync('ip', ['link', 'delete', here]);
    spawnSync('ip', ['netns', 'delete', space]);
  };
  remove();
  for (const command of [
    ['ip', 'netns', 'add', space],
    ['ip', 'link', 'add', here, 'type', 'veth', 'peer', 'name', there],
    ['ip', 'link', 'set', there, 'netns', space],
    ['ip', 'address', 'add', '10.77.0.1/30', 'dev', here],
    ['ip', 'link', 'set', here, 'up'],
    [...inside, 'ip', 'address', 'add', '10.77.0.2/30', 'dev', there],
    [...inside, 'ip', 'link', 'set', there, 'up'],
    [...inside, 'tc', 'qdisc', 'add', 'dev', there, 'root', 'tbf', 'rate', '1gbit', 'burst', '256k', 'latency', '50ms'],
  ]) {
    const { status, stderr, error } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
    if (status === 0) continue;
    remove();
    return { name, why: `"${command.join(' ')}" failed: ${error?.message ?? stderr.trim()}` };
  }
  return { name, address: '10.77.0.2', within: inside, remove };
}

async function startNginx({ address, within }) {
  const config = `
daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
events { worker_connections 256; }
http {
  access_log off; sendfile on; keepalive_requests 1000000;
  server { listen ${address}:${PORT}; root ${folder}/files; }
}`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const [command, ...args] = [...within, nginx, '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  const child = spawn(command, args, { stdio: 'ignore' });
  await setTimeout(500);
  return { url: `http://${address}:${PORT}`, stop: () => child.kill('SIGKILL') };
}

function show(seconds) {
  return `${seconds.toFixed(2)} s`;
}
