import { describe, expect, it } from 'vitest';
import { sweepAddress, viewInAddress, wholeView, type SweepView } from '../../web/sweep-view.ts';

describe('sweepAddress()', () => {
  it('names in words what is shown', () => {
    const view: SweepView = {
      step: 'training',
      hidden: new Map([['filters', new Set(['16', '32'])]]),
      ranges: new Map([['loss', [-0.5, 1e-7]]]),
      order: { column: 'testAccuracy', descending: true },
      means: true,
    };
    expect(sweepAddress(view)).toBe(
      '#sweep?step=training&hide.filters=16&hide.filters=32&keep.loss=-0.5+to+1e-7&sort=-testAccuracy&means=yes',
    );
    expect(viewInAddress(sweepAddress(view))).toEqual(view);
  });

  it.each(['__proto__', 'constructor', 'a&b=c', '-x', 'näme #1', 'a.b', 'x\ny'])(
    'leads back to the same view where a column and its value are called %j',
    (name) => {
      const view: SweepView = {
        ...wholeView(name),
        hidden: new Map([[name, new Set([name])]]),
        ranges: new Map([[name, [1, 2]]]),
        order: { column: name, descending: true },
      };
      expect(viewInAddress(sweepAddress(view))).toEqual(view);
    },
  );
});

describe('viewInAddress()', () => {
  it('is everything where the address names nothing, and nothing where it names another place', () => {
    expect(viewInAddress('')).toEqual(wholeView());
    expect(viewInAddress('#sweep?')).toEqual(wholeView());
    for (const hash of ['#sweep', '#graph', '#step-training', '#top']) expect(viewInAddress(hash)).toBeUndefined();
  });

  it.each([
    'keep.loss=1',
    'keep.loss=1+to+',
    'keep.loss=1+to+2+to+3',
    'keep.loss=x+to+y',
    'hide.=1',
    'sort=',
    '%E0%A4',
    'means=no',
  ])('passes over %j', (query) => {
    expect(viewInAddress(`#sweep?${query}`)).toEqual(wholeView());
  });
});
