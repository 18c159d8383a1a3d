import { describe, expect, it } from 'vitest';
import { readAllEntries } from '../../../stages/visualize/report.ts';
import { withFolder } from '../../helpers/alone.ts';
import { writeStudy } from './artifacts.ts';

describe('readAllEntries()', () => {
  it('gives all layers in all snapshots', () =>
    withFolder(async (folder) => {
      const { similarity } = await writeStudy(folder, { filters: 6 });
      const entries = await readAllEntries(similarity);
      expect(entries.map(({ layer, snapshot }) => `${layer} ${snapshot}`)).toEqual(
        ['conv1', 'conv2', 'dense1'].flatMap((layer) => [`${layer} final`, `${layer} initial`]),
      );
    }));
});
