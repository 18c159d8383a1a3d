// A Slurm of nodes that only wait: `node bench/scale/cluster.mjs FOLDER NODES WAIT_MS`. Its commands, in FOLDER/bin, answer as the real
// ones do. A job takes a node for WAIT_MS; then its steps have their results in the store, written as the engine writes them but
// without fsync, because the disk of the nodes is not what is measured. Prints a line of numbers when it is told to end.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { digestOf, digestOfBytes, hexOf } from '../../dist/engine/core/digest.js';
import { canonical } from '../../dist/engine/core/json.js';

const [folder = '', nodes = '1000', waitMs = '1000'] = process.argv.slice(2);
const socket = join(folder, 'socket');
/** By name: its id in Slurm, its folder, its tasks and their states. */
const batches = new Map();
const waiting = [];
const calls = { sbatch: 0, squeue: 0, scontrol: 0, sinfo: 0, scancel: 0 };
let free = Number(nodes);
let busiest = 0;
let tasks = 0;

const ANSWERS = {
  scontrol: (args) => (args[1] === 'config' ? 'MaxArraySize = 1001\n' : showJob(args[2])),
  sinfo: () => 'cpu|infinite|cpu*\n',
  scancel: () => '',
  squeue,
  sbatch: (args) => (args.includes('--test-only') ? '' : sbatch(args)),
};

mkdirSync(join(folder, 'bin'), { recursive: true });
for (const name of Object.keys(ANSWERS)) {
  const file = join(folder, 'bin', name);
  writeFileSync(file, command(name));
  chmodSync(file, 0o755);
}
const server = createServer({ allowHalfOpen: true }, (connection) => {
  let text = '';
  connection.setEncoding('utf8').on('data', (part) => (text += part));
  connection.on('end', () => {
    const { name, args } = JSON.parse(text);
    calls[name] += 1;
    connection.end(ANSWERS[name](args));
  });
});
server.listen(socket, () => console.log('ready'));
process.on('SIGTERM', () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ calls, batches: batches.size, tasks, busiest, cpuS: (user + system) / 1e6 }));
  process.exit();
});

/** A program that asks this process. */
function command(name) {
  return `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)});
socket.pipe(process.stdout);
socket.end(JSON.stringify({ name: ${JSON.stringify(name)}, args: process.argv.slice(2) }));
`;
}

function sbatch(args) {
  const valueOf = (name) => args.find((each) => each.startsWith(`--${name}=`)).slice(name.length + 3);
  const path = valueOf('output').replace(/\/%a\.log$/, '');
  const lines = readFileSync(join(path, 'tasks.jsonl'), 'utf8').trimEnd().split('\n');
  const batch = { id: 1000 + batches.size, path, lines, states: lines.map(() => 'PENDING') };
  batches.set(valueOf('job-name'), batch);
  tasks += lines.length;
  for (const index of lines.keys()) waiting.push([batch, index]);
  setImmediate(fill);
  return `${batch.id}\n`;
}

function fill() {
  while (free > 0 && waiting.length > 0) {
    const [batch, index] = waiting.shift();
    free -= 1;
    busiest = Math.max(busiest, Number(nodes) - free);
    batch.states[index] = 'RUNNING';
    setTimeout(() => {
      work(batch, index);
      batch.states[index] = undefined;
      free += 1;
      fill();
    }, Number(waitMs));
  }
}

function work({ path, lines }, index) {
  const task = JSON.parse(lines[index]);
  const store = join(path, '..', '..');
  const steps = {};
  for (const id of task.ids) {
    const { key, fingerprint } = task.known[id];
    const content = `n\n${key}\n`;
    const digest = digestOfBytes(content);
    put(join(store, 'objects', 'sha256'), hexOf(digest), content);
    const record = {
      format: 1,
      key,
      fingerprint,
      outputs: { table: { kind: 'table', extension: 'csv', digest, bytes: content.length } },
      metrics: {},
      startedAt: new Date().toISOString(),
      durationMs: Number(waitMs),
      host: {},
      checked: true,
    };
    const text = `{"digest":"${digestOf('record', record)}","record":${canonical(record)}}\n`;
    put(join(store, 'actions'), hexOf(key), text, '.json');
    steps[id] = { action: 'finished', key };
  }
  writeFileSync(join(path, `${index}.json`), JSON.stringify({ format: 1, node: 'n1', why: 'end', steps }));
}

function put(parent, hex, content, ending = '') {
  const fan = join(parent, hex.slice(0, 2));
  mkdirSync(fan, { recursive: true });
  writeFileSync(join(fan, hex.slice(2) + ending), content, { mode: 0o444 });
}

function squeue(args) {
  const names = args.find((each) => each.startsWith('--name=')).slice(7);
  const lines = [];
  for (const name of names.split(',')) {
    const { id, states = [] } = batches.get(name) ?? {};
    for (const [index, state] of states.entries()) if (state) lines.push(`${name}|${id}|${index}|${state}|n1|None\n`);
  }
  return lines.join('');
}

function showJob(id) {
  const [, batch] = [...batches].find(([, each]) => String(each.id) === id) ?? [];
  const states = batch?.states ?? [];
  return states
    .map((state, index) => `JobId=${id}${index} ArrayTaskId=${index} JobState=${state ?? 'COMPLETED'}`)
    .join('\n\n');
}
