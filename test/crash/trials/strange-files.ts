// In the place of a file of the store there is something that never ends, never answers, or is no file.

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Bench } from './bench.ts';
import { manners } from './process.ts';
import { expectedTexts, objectIn, publishedFaults, recordsIn, SET_EXTRA, untidy } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

/** "Within seconds", on a machine that is busy with other trials. */
const DEADLINE_S = 20;

/** What is put there. */
const THINGS: Readonly<Record<string, (path: string) => void | Promise<void>>> = {
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a link to an endless file': (path) => symlinkSync('/dev/zero', path),
  'a link to a pipe': (path) => {
    execFileSync('mkfifo', [`${path}-pipe`]);
    symlinkSync(`${path}-pipe`, path);
  },
  'a link to itself': (path) => symlinkSync(path, path),
  'a socket': (path) => leaveSocket(path),
  'a folder': (path) => void mkdirSync(join(path, 'within'), { recursive: true }),
  'a huge file': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 36);
  },
  'a link to a huge file': (path) => {
    writeFileSync(`${path}-huge`, '');
    truncateSync(`${path}-huge`, 2 ** 36);
    symlinkSync(`${path}-huge`, path);
  },
};

/** Where, in the store of a folder that has run toy.yaml twice and verified it. */
const PLACES: Readonly<Record<string, (folder: string) => string>> = {
  'store.json': (folder) => join(folder, 'artifacts', 'store.json'),
  verified: (folder) => join(folder, 'artifacts', 'verified'),
  'run.json': (folder) => join(folder, 'artifacts', 'runs', 'toy', '2', 'run.json'),
  latest: (folder) => join(folder, 'artifacts', 'runs', 'toy', 'latest'),
  'events.jsonl': (folder) => join(folder, 'artifacts', 'runs', 'toy', '2', 'events.jsonl'),
  'verified.json': (folder) => join(folder, 'artifacts', 'runs', 'toy', '2', 'verified.json'),
  'a published file': (folder) => join(folder, 'artifacts', 'runs', 'toy', '2', 'c.txt'),
  'a record': (folder) => recordOf(folder, 'join'),
  'an object': (folder) => objectIn(folder, expectedTexts()['b.txt'] ?? ''),
  'a lease': (folder) => join(folder, 'artifacts', 'leases', hexOfKey(folder, 'join')),
  'an owner': (folder) => join(folder, 'artifacts', 'tmp', '4194304-1-00000000-00000000', 'owner'),
  'a folder of objects': (folder) => dirname(objectIn(folder, expectedTexts()['b.txt'] ?? '')),
  'a folder of records': (folder) => dirname(recordOf(folder, 'join')),
  objects: (folder) => join(folder, 'artifacts', 'objects'),
  'objects/sha256': (folder) => join(folder, 'artifacts', 'objects', 'sha256'),
  actions: (folder) => join(folder, 'artifacts', 'actions'),
  runs: (folder) => join(folder, 'artifacts', 'runs'),
  'the folder of an experiment': (folder) => join(folder, 'artifacts', 'runs', 'toy'),
  'the folder of a run': (folder) => join(folder, 'artifacts', 'runs', 'toy', '2'),
  tmp: (folder) => join(folder, 'artifacts', 'tmp'),
  leases: (folder) => join(folder, 'artifacts', 'leases'),
  quarantine: (folder) => join(folder, 'artifacts', 'quarantine'),
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  log: ['log'],
  show: ['show', 'toy'],
  plan: ['plan', 'toy.yaml', ...SET_EXTRA(3)],
  run: ['run', 'toy.yaml'],
  'forced run': ['run', 'toy.yaml', '--force', 'c'],
  fsck: ['fsck'],
  gc: ['gc', '--keep-runs', '1'],
  diff: ['diff', 'toy', '1', '2'],
  verify: ['verify', 'toy.yaml', '--sample', '1'],
};

export function strangeFiles(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const place of Object.keys(PLACES))
    for (const thing of Object.keys(THINGS))
      for (const command of Object.keys(COMMANDS)) {
        // fsck says that it hashes every object, whatever the records say of its size.
        if (command === 'fsck' && thing.endsWith('a huge file') && place === 'an object') continue;
        trials.push({
          kind: 'strange files',
          name: `${thing} for ${place}, ${command}`,
          needs: ['pipes'],
          run: (bench) => putAndCall(bench, place, thing, command),
        });
      }
  return trials;
}

async function putAndCall(bench: Bench, place: string, thing: string, command: string): Promise<readonly string[]> {
  const folder = bench.copyOf(await twiceRun(bench));
  const path = PLACES[place]?.(folder) ?? '';
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  await THINGS[thing]?.(path);
  const ended = await bench.assay(folder, COMMANDS[command] ?? [], { deadline: DEADLINE_S });
  const problems = [...manners(ended, command)];
  if (!existsSync('/dev/zero')) problems.push('/dev/zero is gone');
  // What a person does whom the command has told of it. A part of the store that was removed comes back by itself.
  if (isThere(path)) rmSync(path, { recursive: true, force: true });
  if (place === 'store.json') writeFileSync(path, '{"format":1}\n');
  const again = await bench.assay(folder, ['run', 'toy.yaml']);
  if (again.code !== 0) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  else problems.push(...publishedFaults(folder));
  if (place !== 'an owner')
    problems.push(...untidy(folder, ['tmp', 'leases']).filter((left) => !/pipe|huge/.test(left)));
  bench.remove(folder);
  return problems;
}

function twiceRun(bench: Bench): Promise<string> {
  return bench.once('twice', async (folder) => {
    for (const args of [
      ['run', 'toy.yaml'],
      ['run', 'toy.yaml', ...SET_EXTRA(3)],
      ['run', 'toy.yaml'],
      ['verify', 'toy.yaml'],
    ]) {
      const { code, err } = await bench.assay(folder, args);
      if (code !== 0) throw new Error(`The toy does not run:\n${err}`);
    }
  });
}

/** A socket that nobody listens to any more. */
async function leaveSocket(path: string): Promise<void> {
  // A path of a socket has at most 107 bytes.
  const previous = process.cwd();
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    process.chdir(dirname(path));
    server.listen(`./s`, resolve);
    process.chdir(previous);
  });
  renameSync(join(dirname(path), 's'), path);
  await new Promise((resolve) => server.close(resolve));
}

function recordOf(folder: string, stage: string): string {
  const hex = hexOfKey(folder, stage);
  return join(folder, 'artifacts', 'actions', hex.slice(0, 2), `${hex.slice(2)}.json`);
}

/** Key of the step of a stage in toy.yaml as it is written. */
function hexOfKey(folder: string, stage: string): string {
  const wanted = expectedTexts()['c.txt'] ?? '';
  const record = recordsIn(folder).find(
    ({ fingerprint, outputs }) =>
      fingerprint.stage === stage &&
      outputs['out']?.bytes === wanted.length &&
      objectIn(folder, wanted).endsWith((outputs['out']?.digest ?? '').slice(9)),
  );
  if (record === undefined) throw new Error(`No record of ${stage}`);
  return record.key.slice('sha256:'.length);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
