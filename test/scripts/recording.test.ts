import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { framesOf, type Frame } from '../../scripts/recording/frames.mjs';
import { recordCommand } from '../../scripts/recording/record.mjs';
import { recordingSvg } from '../../scripts/recording/svg.mjs';
import { ROOT } from '../helpers/assay.ts';
import { noTerminal } from '../helpers/pseudo-terminal.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const SIZE = { columns: 30, rows: 4 };

/** A frame as a person reads it. */
function linesOf({ screen }: Frame): readonly string[] {
  return screen.map((runs) => runs.reduce((line, { column, text }) => line.padEnd(column) + text, ''));
}

const piece = (text: string, afterMs = 0) => ({ afterMs, bytes: Buffer.from(text) });

describe('recordCommand()', () => {
  const why = noTerminal();
  it.skipIf(why !== undefined)(
    `keeps what a program writes to a terminal, and when${why === undefined ? '' : `: left out, because ${why}`}`,
    () => {
      const program =
        "process.stdout.write(String(process.stdout.columns)); setTimeout(() => console.log('\\u2714 done'), 300)";
      const pieces = recordCommand([process.execPath, '-e', program], { ...SIZE, folder: tempDir() });
      expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()).toBe('30\u2714 done\r\n');
      expect(pieces.reduce((sum, { afterMs }) => sum + afterMs, 0)).toBeGreaterThan(250);
    },
  );

  it.skipIf(why !== undefined)('refuses a program that fails', () => {
    expect(() => recordCommand(['false'], { ...SIZE, folder: tempDir() })).toThrow(
      'The recorded command failed: false',
    );
  });
});

describe('framesOf()', () => {
  it('shows what the terminal shows: the command, lines written over, colours, and what has scrolled away', async () => {
    const chunks = [piece('first\r\n'), piece('1 of 2', 900), piece('\r\x1b[2K\x1b[32m2 of 2\x1b[0m\r\n', 900)];
    const frames = await framesOf([{ typed: 'go', chunks }], SIZE);
    const shown = frames.map(linesOf);
    expect(shown).toContainEqual(['$ go', '', '', '']);
    expect(shown).toContainEqual(['$ go', 'first', '1 of 2', '']);
    expect(shown.at(-1)).toEqual(['$ go', 'first', '2 of 2', '']);
    expect(frames.at(-1)?.screen[2]).toEqual([{ column: 0, text: '2 of 2', style: 'c2' }]);
    const twice = await framesOf(
      [
        { typed: 'go', chunks },
        { typed: 'again', chunks: [] },
      ],
      SIZE,
    );
    expect(linesOf(twice.at(-1) as Frame)).toEqual(['first', '2 of 2', '$ again', '']);
    const times = frames.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('recordingSvg()', () => {
  it('draws a line that stands in many frames once, with its signs escaped', async () => {
    const frames = await framesOf([{ typed: 'a <b> & c', chunks: [piece('x\r\n'), piece('y\r\n', 5000)] }], SIZE);
    const svg = recordingSvg(frames, SIZE);
    expect(svg.match(/a &lt;b&gt; &amp; c/g)).toHaveLength(1);
    expect(svg.match(/@keyframes/g)).toHaveLength(frames.length);
    expect(svg).not.toContain('<script');
  });
});

describe('docs/images/recording.svg', () => {
  it('shows a run, the same run again with every step reused, and a plan with its reason; no path of a machine', () => {
    const text = readFileSync(join(ROOT, 'docs', 'images', 'recording.svg'), 'utf8').replaceAll(/<[^>]*>/g, ' ');
    expect(text).toContain('assay run experiments/compare-quick.yaml');
    expect(text).toMatch(/10 steps: 10 reused/);
    expect(text).toContain('params.optimizer.adam.learningRate 0.001 -&gt; 0.003');
    expect(text).not.toMatch(/\/(tmp|home|root|usr)\//);
  });
});
