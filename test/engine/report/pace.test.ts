import { describe, expect, it } from 'vitest';
import { Pace } from '../../../engine/report/pace.ts';

describe('Pace', () => {
  it('estimates the time left from the rate since the first progress', () => {
    const pace = new Pace();
    expect(pace.text).toBe('');
    pace.update({ done: 10, total: 40, unit: 'epoch' }, 100_000);
    expect(pace.text).toBe('epoch 10/40');
    // 4 epochs in 8 s: 26 epochs in 52 s.
    pace.update({ done: 14, total: 40, unit: 'epoch' }, 108_000);
    expect(pace.text).toBe('epoch 14/40, about 52 s left');
    pace.update({ done: 40, total: 40, unit: 'epoch' }, 160_000);
    expect(pace.text).toBe('epoch 40/40');
  });

  it('estimates nothing without a total, without a step forward, or at once', () => {
    const pace = new Pace();
    pace.update({ done: 0, unit: 'image' }, 0);
    pace.update({ done: 500, unit: 'image', note: 'so far' }, 10_000);
    expect(pace.text).toBe('image 500, so far');
    const still = new Pace();
    for (const at of [0, 5000, 10_000]) still.update({ done: 1, total: 9, unit: 'epoch' }, at);
    expect(still.text).toBe('epoch 1/9');
    const quick = new Pace();
    for (const done of [0, 1]) quick.update({ done, total: 1000, unit: 'epoch' }, done);
    expect(quick.text).toBe('epoch 1/1000');
  });

  it('starts anew when the count does', () => {
    const pace = new Pace();
    pace.update({ done: 0, total: 10, unit: 'epoch' }, 0);
    pace.update({ done: 10, total: 10, unit: 'epoch' }, 100_000);
    pace.update({ done: 0, total: 10, unit: 'image' }, 100_000);
    pace.update({ done: 5, total: 10, unit: 'image' }, 103_000);
    expect(pace.text).toBe('image 5/10, about 3 s left');
  });
});
