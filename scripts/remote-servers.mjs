// Installs two S3 services into the user's cache, for the tests of remote caches (test/engine/store/remote). Not part of setup: only
// who changes the program needs them. nginx, the third server, is a package of the system: .ci/run installs it. What cannot be had is
// said, and the tests that need it say that they are left out.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  MOTO_VERSION,
  motoFolder,
  remoteServers,
  S3S_VERSION,
  s3sFolder,
  serversFolder,
} from './remote-server-paths.mjs';

mkdirSync(serversFolder, { recursive: true });
// Unoptimised: it is compiled in half of the time, and fast enough for tests.
install('s3s', `s3s-fs ${S3S_VERSION}`, s3sFolder, [
  ['cargo', 'install', `s3s-fs@${S3S_VERSION}`, '--debug', '--locked', '--features', 'binary', '--root', s3sFolder],
]);
install('moto', `moto ${MOTO_VERSION}`, motoFolder, [
  ['python3', '-m', 'venv', motoFolder],
  [
    join(motoFolder, 'bin', 'pip'),
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `moto[server]==${MOTO_VERSION}`,
  ],
]);
console.log(remoteServers().nginx ?? 'nginx: not installed (Debian has it as nginx-light)');

/** Runs commands unless the server is there; removes what they leave when one fails. */
function install(server, name, folder, commands) {
  for (const [command, ...args] of remoteServers()[server] === undefined ? commands : []) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 900_000 });
    if (status === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit code ${status}`;
    console.log(`${name}: not installed (${why})`);
    return;
  }
  console.log(remoteServers()[server]);
}
