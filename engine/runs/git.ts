import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Returns the commit checked out in the Git working tree around `folder`, 40 or 64 hex digits; undefined when there is none.
 * Reads Git's files, because starting git would cost more than a whole run with everything cached.
 */
export function gitCommit(folder: string): string | undefined {
  try {
    const git = gitFolder(resolve(folder));
    if (git === undefined) return undefined;
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    const ref = /^ref: (refs\/[^\0]+)$/.exec(head)?.[1];
    return asCommit(ref === undefined ? head : resolveRef(git, ref));
  } catch {
    return undefined;
  }
}

function gitFolder(folder: string): string | undefined {
  const path = join(folder, '.git');
  if (existsSync(join(path, 'HEAD'))) return path;
  // In a linked working tree or a submodule, .git is a file that points at the folder.
  if (existsSync(path)) {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    return target === undefined ? undefined : resolve(folder, target);
  }
  return dirname(folder) === folder ? undefined : gitFolder(dirname(folder));
}

function resolveRef(git: string, ref: string): string | undefined {
  // A linked working tree keeps its branches in the main one.
  const common = existsSync(join(git, 'commondir'))
    ? resolve(git, readFileSync(join(git, 'commondir'), 'utf8').trim())
    : git;
  for (const folder of [git, common]) {
    if (existsSync(join(folder, ref))) return readFileSync(join(folder, ref), 'utf8').trim();
  }
  const packed = readFileSync(join(common, 'packed-refs'), 'utf8');
  return packed
    .split('\n')
    .find((line) => line.endsWith(` ${ref}`))
    ?.split(' ')[0];
}

function asCommit(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}
