import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs a command in a pseudo-terminal, in a folder.
 *
 * @param {string[]} command
 * @returns {{ afterMs: number, bytes: Buffer }[]} what it wrote, and how long after the piece before
 */
export function recordCommand(command, { columns, rows, folder }) {
  const [output, times] = ['output', 'times'].map((name) => join(folder, name));
  const line = `stty cols ${columns} rows ${rows}; exec ${command.map(quoted).join(' ')}`;
  const { status, stderr } = spawnSync(
    'script',
    ['--quiet', '--flush', '--return', '--log-out', output, '--log-timing', times, '--command', line],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The recorded command failed: ${command.join(' ')}\n${stderr}`);
  return piecesOf(readFileSync(output), readFileSync(times, 'utf8'));
}

/** `script` writes a line before and one after what it records, and for each piece its delay in seconds and its length. */
function piecesOf(output, times) {
  let at = output.indexOf('\n') + 1;
  return times
    .trim()
    .split('\n')
    .map((line) => {
      const [seconds, length] = line.split(' ').slice(-2).map(Number);
      const bytes = output.subarray(at, at + length);
      at += length;
      return { afterMs: seconds * 1000, bytes };
    });
}

function quoted(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
