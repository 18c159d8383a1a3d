import { expect, test } from 'vitest';
import { calibrationOf } from '../../../stages/statistics/calibration.ts';

test('calibrationOf() counts each answer in the bin of its probability, and weighs gaps by images', () => {
  const confidences = [0.5, 0.5, 0.6, 1, 0];
  const correct = [true, false, true, true, false];
  const { bins, error, largest } = calibrationOf(confidences, (image) => correct[image] === true, 2);
  // 0.5 is still in the lower bin: 1 of 3 correct at a mean of 1/3; above, 2 of 2 at a mean of 0.8.
  expect(bins).toEqual([
    { from: 0, to: 0.5, images: 3, confidence: 1 / 3, accuracy: 1 / 3 },
    { from: 0.5, to: 1, images: 2, confidence: 0.8, accuracy: 1 },
  ]);
  expect(error).toBeCloseTo((2 * 0.2) / 5, 12);
  expect(largest).toBeCloseTo(0.2, 12);
});

test('calibrationOf() tells nothing of empty bins, and no error without images', () => {
  expect(calibrationOf([0.9], () => true, 3).bins.slice(0, 2)).toEqual([
    { from: 0, to: 1 / 3, images: 0, confidence: undefined, accuracy: undefined },
    { from: 1 / 3, to: 2 / 3, images: 0, confidence: undefined, accuracy: undefined },
  ]);
  expect(calibrationOf([], () => true)).toMatchObject({ error: 0, largest: 0 });
});
