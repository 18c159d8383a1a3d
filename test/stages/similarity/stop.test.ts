import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/core/failure.ts';
import type { Progress } from '../../../engine/core/stage.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';
import { run } from '../../../stages/similarity/run.ts';
import type { SimilarityParams } from '../../../stages/similarity/params.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const PARAMS: SimilarityParams = {
  thresholds: [0.5],
  layerThresholds: {},
  snapshots: ['final', 'initial'],
  nulls: ['isotropic', 'permuted', 'rotated', 'rotated-about-zero', 'initial'],
  nullDraws: 19,
  center: 'none',
  upTo: [],
  smallNorm: 0.1,
  probe: { split: 'test', images: 1 },
};

/** A layer whose comparison takes half a minute on a quick machine. */
async function writeLayer(folder: string): Promise<string> {
  const filters = 3000;
  const path = join(folder, 'filters');
  const tensor = (seed: number): object => ({
    dtype: 'F32',
    shape: [filters, 3, 3, 1],
    data: normalFilters(filters, 9, uniforms(seed)),
  });
  const layers = [{ name: 'c', type: 'conv2d', filters, kernel: [3, 3], channels: 1 }];
  const about = { layers, snapshots: [] };
  const tensors = { 'c/final': tensor(1), 'c/initial': tensor(2) } as never;
  await writeSafetensors(path, tensors, { filters: JSON.stringify(about) });
  return path;
}

describe('run() of similarity + interruption (04)', () => {
  it('lets the event loop in while it computes, tells what it does, and stops when it is aborted', () =>
    withFolder(async (folder) => {
      const controller = new AbortController();
      const told: Progress[] = [];
      const context = {
        ...contextOf(folder, PARAMS, { filters: await writeLayer(folder) }),
        signal: controller.signal,
        progress: (progress: Progress): void => void told.push(progress),
      };
      const state = { ended: false, beats: 0 };
      const comparing = run(context)
        .then(
          () => 'done',
          (error: unknown) => error,
        )
        .finally(() => (state.ended = true));
      const heartbeat = setInterval(() => void state.beats++, 20);
      const toldWhat = (): boolean => told.some(({ note }) => note?.startsWith('c final: '));
      // Without pauses, the first beat would come after the last comparison.
      while (!state.ended && !(state.beats > 3 && toldWhat())) await sleep(50);
      controller.abort();
      expect(await comparing).toBeInstanceOf(Cancelled);
      clearInterval(heartbeat);
      expect(state.beats).toBeGreaterThan(3);
      expect(toldWhat()).toBe(true);
      expect(told.every(({ done, total }) => done < (total ?? 0))).toBe(true);
    }));
});
