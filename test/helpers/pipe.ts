import { spawnSync } from 'node:child_process';

/** Makes a named pipe: nobody ever writes to it. */
export function makePipe(path: string): void {
  const { status } = spawnSync('/usr/bin/env', ['mkfifo', path]);
  if (status !== 0) throw new Error(`Cannot make the pipe ${path}`);
}
