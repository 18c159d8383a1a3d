import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../stages/drawing/font.ts';
import { SIZE } from '../../../stages/drawing/svg.ts';
import { classLabels } from '../../../stages/visualize/class-labels.ts';

describe('classLabels()', () => {
  it('leaves names of Latin, Greek and Cyrillic letters as they are', () => {
    const names = ['cat', 'Ибизская борзая', 'άλφα', 'Žluťoučký', 'a & b <c>', '7'];
    expect(classLabels(names, 170)).toEqual({ labels: names, note: '' });
  });

  it.each(['西施犬', '柴犬', '푸들', 'כלב', 'كلب', '🐕', 'ไทย', '   ', '\u200b', '\u202e', ''])(
    'shows %j, which no letter of the font is for, as the number of its class (12)',
    (name) => {
      const { labels, note } = classLabels(['cat', name], 170);
      expect(labels).toEqual(['cat', 'class 1']);
      expect(note).toBe('“class N”: a name that this font cannot show; the table has all names');
    },
  );

  it('composes letters and accents', () => {
    expect(classLabels(['cafe\u0301'], 170).labels).toEqual(['café']);
  });

  it('cuts long names so that they fit and differ (12)', () => {
    const long = 'Staffordshire bullterrier, '.repeat(8);
    const { labels, note } = classLabels([long, 'cat', long], 120);
    expect(labels[0]).toMatch(/^0: Staffordshire.*…$/);
    expect(labels[2]).toMatch(/^2: Staffordshire.*…$/);
    for (const label of labels) expect(textWidth(label, { size: SIZE.text })).toBeLessThanOrEqual(120);
    expect(note).toContain('the table has all names');
  });
});
