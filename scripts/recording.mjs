// Draws docs/images/recording.svg: a terminal in which an experiment runs, runs again, and is planned after a change. The bytes are
// those that the program writes to a pseudo-terminal; only waiting is shortened. Needs a built program and util-linux' `script`.
//
//   node scripts/recording.mjs [FILE]

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { framesOf } from './recording/frames.mjs';
import { recordCommand } from './recording/record.mjs';
import { recordingSvg } from './recording/svg.mjs';

const SIZE = { columns: 100, rows: 24 };
const FILE = 'experiments/compare-quick.yaml';
const COMMANDS = [
  ['run', FILE],
  ['run', FILE],
  ['plan', FILE, '--set', 'optimizers.adam.adam.learningRate=0.003'],
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = process.argv[2] ?? join(root, 'docs', 'images', 'recording.svg');
const folder = mkdtempSync(join(tmpdir(), 'assay-recording-'));
try {
  // A folder of its own: the first run has to do everything, and no path of this machine is shown.
  mkdirSync(join(folder, 'experiments'));
  cpSync(join(root, FILE), join(folder, FILE));
  const sessions = COMMANDS.map((args) => ({
    typed: `assay ${args.join(' ')}`,
    chunks: recordCommand([process.execPath, join(root, 'dist', 'main.js'), ...args], {
      ...SIZE,
      folder,
    }),
  }));
  const frames = await framesOf(sessions, SIZE);
  writeFileSync(target, recordingSvg(frames, SIZE));
  console.log(`${target}: ${frames.length} frames, ${Math.round(frames.at(-1).at / 1000)} s`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
