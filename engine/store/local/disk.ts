// The store as a folder:
//
//   store.json                 what makes a folder a store: { "format": 1 }
//   objects/sha256/ab/<62 hex> artifacts by content, read-only
//   actions/ab/<62 hex>.json   records by key
//   runs/<experiment>/<n>/     what each run did and what it published: see engine/runs/runs.ts
//   leases/<64 hex>            who executes a key at the moment: see leases.ts
//   verified-<machine>         which objects were hashed, and when not to hash them again: see verified.ts
//   jobs/<batch>/              what the jobs of a cluster are to do, and did: see engine/execute/slurm/batch.ts
//   tmp/<process>/             temporary files, one folder per process
//   quarantine/                damaged files
//
// No killed process, full disk or second process can make a wrong hit: files enter as atomic.ts describes, a record is written
// after the objects it names, and everything is verified before use.

import { join, resolve } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import { isObject, type Json } from '../../core/json.ts';
import { DiskRecords } from './records.ts';
import { codeOf } from './atomic.ts';
import { DiskObjects } from './objects.ts';
import { DiskLeases } from './leases.ts';
import { refuseLink, refuseStrangeParts } from './links.ts';
import { Quarantine } from './quarantine.ts';
import { readRegular } from './regular-file.ts';
import { Notices, type Store } from '../store.ts';
import { TemporaryFolder } from './temporary.ts';
import { VerifiedIndex } from './verified.ts';

const FORMAT = 1;
const LARGEST_MARKER = 65_536;

/** A store on disk. */
export interface DiskStore extends Store {
  readonly objects: DiskObjects;
  readonly records: DiskRecords;
  readonly leases: DiskLeases;
  readonly verified: VerifiedIndex;
  /** The absolute path of the store's folder. */
  readonly root: string;
  /** Where damaged files go. */
  readonly quarantine: Quarantine;
  /** Names for files that are about to enter the store. */
  readonly temporary: TemporaryFolder;
}

/**
 * Opens the store in the folder `root`. Writes nothing until there is something to write, so that a plan leaves no trace; even
 * the folder is created only then.
 *
 * @throws UsageError when the folder holds a store of a newer format, `store.json` cannot be understood, or a part of the
 * store is a symbolic link or no folder.
 */
export async function openStore(root: string): Promise<DiskStore> {
  const path = resolve(root);
  refuseStrangeParts(path);
  const marker = join(path, 'store.json');
  const temporary = new TemporaryFolder(
    join(path, 'tmp'),
    isMarked(marker) ? undefined : { path: marker, content: `${JSON.stringify({ format: FORMAT })}\n` },
  );
  const notices = new Notices();
  const quarantine = new Quarantine(join(path, 'quarantine'), notices);
  const verified = new VerifiedIndex(path, temporary);
  if (verified.name !== undefined) refuseLink(join(path, verified.name));
  const records = new DiskRecords(join(path, 'actions'), {
    temporary,
    quarantine,
    notices,
    revealObject: (digest) => objects.reveal(digest),
  });
  const objects = new DiskObjects(join(path, 'objects', 'sha256'), {
    temporary,
    quarantine,
    verified,
    distrust: (digest) => records.distrust(digest),
  });
  const leases = new DiskLeases(join(path, 'leases'), { temporary, notices });
  return {
    root: path,
    temporary,
    quarantine,
    verified,
    notices,
    objects,
    records,
    leases,
    async withScratch(run, { foreign = false } = {}) {
      const folder = await temporary.folder();
      try {
        return await run(folder);
      } finally {
        await temporary.giveBack(folder, { again: !foreign });
      }
    },
    async close() {
      verified.flush();
      leases.close();
      await temporary.remove();
    },
  };
}

/** Whether there is a store already. */
function isMarked(marker: string): boolean {
  let content: Json;
  try {
    content = JSON.parse(readRegular(marker, LARGEST_MARKER).toString('utf8')) as Json;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false;
    throw new UsageError(`Cannot read ${marker}: ${(cause as Error).message}`, {
      hint: `Choose another store with --store DIR. If this is a store, the file must contain { "format": ${FORMAT} }.`,
      cause,
    });
  }
  const format = isObject(content) ? content['format'] : undefined;
  if (format === FORMAT) return true;
  throw new UsageError(
    `The store has format ${JSON.stringify(format)} in ${marker}, but this Assay reads format ${FORMAT}`,
    {
      hint: 'Use the version of Assay that made the store, or another store with --store DIR.',
    },
  );
}
