import { describe, expect, it } from 'vitest';
import type { Metrics } from '../../engine/core/stage.ts';
import { registry } from '../../stages/index.ts';

/** What a stage says of instances that reported these metrics. */
function lead(stage: string, ...metrics: readonly Metrics[]): readonly string[] {
  const said = registry.stages[stage]?.lead?.(metrics.map((each) => ({ point: {}, metrics: each }))) ?? [];
  return said.map((sentence) => sentence.replaceAll('\u00a0', ' '));
}

describe('lead() of the built-in stages', () => {
  it.each<[string, readonly Metrics[], string]>([
    [
      'train',
      [{ testAccuracy: 0.9301 }, { testAccuracy: 0.9353 }],
      'The network classifies 93.0 to 93.5 % of the test images correctly.',
    ],
    ['train', [{ validationAccuracy: 0.5 }], 'The network classifies 50.0 % of the validation images correctly.'],
    ['evaluate', [{ accuracy: 0.9, images: 1000 }], 'The network classifies 90.0 % of 1000 images correctly.'],
    ['autoencode', [{ testLoss: 0.0149588 }], "The autoencoder's loss on test images is 0.015."],
    [
      'autoencode',
      [{ testLoss: 144.6, testReconstruction: 133.68, testKl: 10.92 }],
      "The autoencoder's loss on test images is 145: 134 to reconstruct, 10.9 for the code.",
    ],
    [
      'ablate',
      [{ accuracy: 0.95, keptAccuracy: 0.94, parameters: 1000, keptParameters: 700 }],
      'The whole network is right on 95.0 % of the images; with 700 of 1000 parameters left, 94.0 %.',
    ],
  ])('%s %j', (stage, metrics, expected) => {
    expect(lead(stage, ...metrics)).toEqual([expected]);
  });

  it.each(Object.keys(registry.stages))('%s says nothing of metrics that it does not know', (stage) => {
    expect(lead(stage, {}, { other: 'x' })).toEqual([]);
  });
});
