import { describe, expect, test } from 'vitest';
import { compareJson } from '../../../engine/core/json-difference.ts';

describe('compareJson()', () => {
  test('goes into lists of objects item by item, and takes other lists as a whole', () => {
    const a = { layers: [{ dense: { units: 3 } }, { dense: { units: 4 } }], list: [1, 2], gone: 1 };
    const b = { layers: [{ dense: { units: 3 } }, { dense: { units: 5 } }], list: [1, 3] };
    expect(compareJson(a, b, [])).toEqual([
      { what: 'layers[1].dense.units', a: 4, b: 5 },
      { what: 'list', a: [1, 2], b: [1, 3] },
      { what: 'gone', a: 1, b: undefined },
    ]);
    expect(compareJson({ x: [{}] }, { x: [{}, {}] }, []).map(({ what }) => what)).toEqual(['x[1]']);
  });
});
