import { describe, expect, it } from 'vitest';
import { leadOfSimilarity } from '../../../stages/similarity/lead.ts';

/** What the step reports of a layer at two thresholds. */
function finding(ratio: number, verdict: string, rotated = 'no evidence against') {
  return {
    point: {},
    metrics: {
      'conv1 ratio > 0.6': 0.01,
      'conv1 chance > 0.6': 0.02,
      'conv1 isotropic > 0.6': 'no evidence against',
      'conv1 ratio > 0.5': ratio,
      'conv1 chance > 0.5': 0.0706,
      'conv1 isotropic > 0.5': verdict,
      'conv1 rotated > 0.5': rotated,
      'conv1 draws': '999',
    },
  };
}

describe('leadOfSimilarity()', () => {
  it('counts verdicts against random directions, gives shares at the lowest threshold, and what stricter nulls leave', () => {
    const lead = leadOfSimilarity([finding(0.15, 'no evidence against'), finding(0.1412, 'more than', 'fewer than')]);
    expect(lead.map((sentence) => sentence.replaceAll('\u00a0', ' '))).toEqual([
      'More similar filters than among random directions in 1 of 4 comparisons.',
      'In conv1, 14.1 to 15.0 % of the pairs of filters have a cosine above 0.5, 2 to 2.12 times the 7.1 % of random directions.',
      'Of the stricter comparisons stand out: 1 of 2 against layers turned about their mean filter.',
    ]);
  });

  it('claims nothing without evidence, and says nothing of metrics that are not there', () => {
    const [first, , last] = leadOfSimilarity([finding(0.07, 'no evidence against')]);
    expect(first).toBe('No evidence of more similar filters than among random directions in all 2 comparisons.');
    expect(last).toBe('Nothing stands out against layers turned about their mean filter.');
    expect(leadOfSimilarity([{ point: {}, metrics: { 'conv1 draws': '9' } }])).toEqual([]);
  });

  it('tells fewer similar filters than random ones apart from more', () => {
    expect(leadOfSimilarity([finding(0.01, 'fewer than')])[0]).toBe(
      'Fewer similar filters than among random directions in 1 of 2 comparisons.',
    );
  });
});
