import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { stepModules } from '../../scripts/step-code.mjs';
import { tempDir } from '../helpers/temp-dir.ts';

function written(...files: readonly string[]): string {
  const folder = tempDir();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

test('stepModules() has one entry per stage with a run.js, sorted', () => {
  const stages = written('train/run.js', 'load/run.js', 'drawing/images.js');
  expect(Object.entries(stepModules(stages))).toEqual([
    ['load', join(stages, 'load', 'run.js')],
    ['train', join(stages, 'train', 'run.js')],
  ]);
});

test('stepModules() has one entry per chart, and none for their list and their parts', () => {
  const files = ['all.js', 'index.js', 'heat-map.js', 'heat-map/dendrogram.js', 'curves.js'];
  const stages = written('visualize/stage.js', ...files.map((file) => `visualize/charts/${file}`));
  expect(Object.entries(stepModules(stages))).toEqual([
    ['visualize/curves', join(stages, 'visualize', 'charts', 'curves.js')],
    ['visualize/heat-map', join(stages, 'visualize', 'charts', 'heat-map.js')],
  ]);
});

test('stepModules() of a missing folder is empty', () => {
  expect(stepModules(join(tempDir(), 'nowhere'))).toEqual({});
});
