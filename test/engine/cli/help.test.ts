import { describe, expect, test } from 'vitest';
import { wrapHelp } from '../../../engine/cli/help.ts';

const TEXT = `Examples:
  assay diff quickstart 1 2         two runs: file, metrics, artifacts
  assay verify experiments/quickstart.yaml --sample 3 --seed 7        three steps, each from its recorded inputs
  assay log

Tolerances bound the difference of two numbers.
Without the option every artifact must have the same bytes.`;

describe('wrapHelp()', () => {
  test('keeps every line within the terminal, and each remark beside its example or below it (D10)', () => {
    expect(wrapHelp(TEXT, 60).split('\n')).toEqual([
      'Examples:',
      '  assay diff quickstart 1 2         two runs: file, metrics,',
      '                                    artifacts',
      '  assay verify experiments/quickstart.yaml --sample 3',
      '      --seed 7',
      '      three steps, each from its recorded inputs',
      '  assay log',
      '',
      'Tolerances bound the difference of two numbers. Without the',
      'option every artifact must have the same bytes.',
    ]);
  });

  test('leaves examples as they are where there is space', () => {
    expect(wrapHelp(TEXT, 200)).toContain(TEXT.split('\n').slice(0, 5).join('\n'));
  });
});
