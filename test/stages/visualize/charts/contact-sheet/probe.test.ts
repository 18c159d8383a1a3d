import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../../../stages/formats/safetensors.ts';
import { readProbe } from '../../../../../stages/visualize/charts/contact-sheet/probe.ts';
import { withFolder } from '../../../../helpers/alone.ts';

describe('readProbe()', () => {
  it('has the pixels to draw and, standardized, what the network takes', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'data');
      const data = Uint8Array.of(9, 9, 9, 9, 0, 51, 255, 102);
      const scale = { mean: [0.5, 0.2], std: [0.25, 0.1] };
      await writeSafetensors(
        path,
        {
          'test.images': { dtype: 'U8', shape: [2, 1, 2, 2], data },
          'test.labels': { dtype: 'U8', shape: [2], data: Uint8Array.of(1, 4) },
        },
        { dataset: JSON.stringify({ name: 'x', classes: 5, shape: [1, 2, 2], scale }) },
      );
      const { image, input, index } = await readProbe(path, { split: 'test', class: 4 });
      expect(index).toBe(1);
      expect([...image.data]).toEqual([0, 0.2, 1, 0.4]);
      for (const [at, value] of [-2, 0, 2, 2].entries()) expect(input.data[at]).toBeCloseTo(value, 12);
      expect(input).toMatchObject({ height: 1, width: 2, channels: 2 });
    }));
});
