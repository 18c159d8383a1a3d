// A lock between setups on one machine, so that `npm start` and `npm test` together install once, and two clones
// download once. It only saves work and keeps npm from running twice in one folder: files are published by renames.

import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** Longer than everything under a lock may take together: then the holder hangs, and going on is better. */
const PATIENCE_MS = 30 * 60_000;

/**
 * Runs `work` while holding the lock for `subject`, any text. Waits for another process that holds it; takes over the
 * lock of a process that has died.
 *
 * @template T
 * @param {string} subject
 * @param {{ onWait: (pid: number) => void }} options called once, when there is something to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(subject, { onWait }, work) {
  const user = process.getuid?.() ?? 'user';
  const name = createHash('sha256').update(subject).digest('hex').slice(0, 16);
  const file = join(tmpdir(), `assay-setup-${user}-${name}.lock`);
  await acquire(file, onWait);
  const release = () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(file, onWait) {
  const deadline = performance.now() + PATIENCE_MS;
  let waited = false;
  while (performance.now() < deadline) {
    if (take(file)) return;
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) takeAway(file, holder);
    else {
      if (!waited && holder !== undefined) onWait(holder);
      waited = true;
      await sleep(POLL_MS);
    }
  }
}

/** A link, unlike a new file, appears with its content. */
function take(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Undefined when the lock has just been released. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes the lock of a dead process; one that a third process has just taken in its place is put back. */
function takeAway(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
