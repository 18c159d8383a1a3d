import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The versions of Node that results are compared with, beside the oldest one that is supported. */
export const OTHER_NODES = ['22', '24'];

/** Where other-nodes.mjs puts them: a folder per version. */
export const nodesFolder = fileURLToPath(new URL('../node_modules/.assay/nodes', import.meta.url));

/** The program of another version, or undefined when it is not installed. */
export function nodePath(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(nodesFolder, major, 'node_modules', name, 'bin', program);
  return existsSync(path) ? path : undefined;
}
