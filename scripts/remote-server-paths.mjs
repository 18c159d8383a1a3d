import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version of the crate s3s-fs, a small S3 service. */
export const S3S_VERSION = '0.14.1';
/** The version of the Python package moto, another one. */
export const MOTO_VERSION = '5.2.5';

/** Where remote-servers.mjs puts them: building s3s-fs takes minutes, so it stays in the user's cache. */
export const serversFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'assay', 'servers');

/** The folder that `cargo install --root` fills, and that of moto's virtual environment. */
export const s3sFolder = join(serversFolder, `s3s-fs-${S3S_VERSION}`);
export const motoFolder = join(serversFolder, `moto-${MOTO_VERSION}`);

/** The programs; undefined for one that is not there. */
export function remoteServers() {
  return {
    nginx: found('/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'),
    s3s: found(join(s3sFolder, 'bin', 's3s-fs')),
    moto: found(join(motoFolder, 'bin', 'moto_server')),
  };
}

function found(...places) {
  return places.find((place) => existsSync(place));
}
