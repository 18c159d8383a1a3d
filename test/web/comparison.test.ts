import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonOf, type Compared } from '../../engine/document/comparison.ts';
import { reportDocument } from '../../engine/document/document.ts';
import { comparisonPage } from '../../engine/document/page.ts';
import type { RunRecord } from '../../engine/runs/run-record.ts';
import { axeFaults, builtPage, noBrowser, openFile, startBrowser } from '../helpers/browser.ts';
import { finished, published, runOf, sourcesOf } from '../helpers/report-sources.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// The page of `assay report --compare` as people open it: from disk, in a browser.

/** A square of one colour. */
const square = (colour: string, size = 40): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="100%" height="100%" fill="${colour}"/></svg>`;

interface Told {
  readonly number: number;
  readonly loss: number;
  readonly picture: string;
  readonly name?: string;
  readonly more?: Partial<RunRecord>;
}

async function run({ number, loss, picture, name = 'work', more }: Told): Promise<Compared> {
  const step = finished(name, { metrics: { loss, [name]: name } });
  const source = {
    experiment: 'study',
    description: `Is ${name} so?`,
    steps: { [name]: { stage: 'work', size: loss } },
  };
  const files = { 'picture.svg': picture, 'same.svg': square('grey') };
  const outputs = Object.entries(files).map(([file, text]) => published(file, text, { step: name }));
  const record = runOf([step], { number, source, outputs, ...more });
  const bytesOf = ({ file }: { file: string }) => Promise.resolve(Buffer.from(files[file as keyof typeof files]));
  return { document: await reportDocument(sourcesOf(record, { bytesOf })), source };
}

function pageIn(folder: string, first: Compared, ...others: readonly Compared[]): string {
  const file = join(folder, `comparison-of-${others.length + 1}.html`);
  writeFileSync(file, comparisonPage(comparisonOf([first, ...others]), builtPage('comparison')));
  return file;
}

describe.skipIf(noBrowser !== undefined)(
  `assay report --compare, in a browser${noBrowser === undefined ? '' : `: left out, because ${noBrowser}`}`,
  () => {
    let browser: Browser;
    let folder: string;
    let two: string;
    let three: string;
    beforeAll(async () => {
      browser = await startBrowser();
      const runs = await Promise.all([
        run({ number: 1, loss: 3, picture: square('red') }),
        run({ number: 2, loss: 2, picture: square('blue') }),
        run({ number: 3, loss: 1, picture: square('green', 80) }),
      ]);
      folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
      two = pageIn(folder, runs[0], runs[1]);
      three = pageIn(folder, ...runs);
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('asks for nothing but itself, and shows what differs', async () => {
      const { page, asked, told } = await openFile(browser, two);
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(two).href]);
      expect(told).toEqual([]);
      expect(await page.locator('h2').allTextContents()).toEqual([
        'Runs',
        'Parameters',
        'Metrics',
        'Figures',
        'Environment',
      ]);
      expect(await page.locator('#parameters tbody').textContent()).toBe('steps.work.size32');
      expect(await page.locator('#metrics tbody').textContent()).toBe('work loss32↓ 1');
      await page.context().close();
    });

    it('puts the same figure of each run in a row, one for all where the bytes are the same', async () => {
      const { page } = await openFile(browser, three);
      const starts =
        "Array.from(document.querySelectorAll('article[aria-label=Picture] img'), (img) => img.getBoundingClientRect().left)";
      const lefts = await page.evaluate<number[]>(starts);
      expect(lefts).toHaveLength(3);
      expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
      expect(new Set(lefts).size).toBe(3);
      expect(await page.getByRole('article', { name: 'Same', exact: true }).locator('img').count()).toBe(1);
      await page.context().close();
    });

    it('has a slider that the keyboard moves, between any two, and warns where sizes differ', async () => {
      const { page, told } = await openFile(browser, three);
      const figure = page.getByRole('article', { name: 'Picture', exact: true });
      await figure.getByRole('button', { name: 'Slider' }).press('Enter');
      const slider = figure.getByRole('slider');
      const cut = (): Promise<unknown> => page.evaluate("document.querySelector('.top').style.clipPath");
      expect(await cut()).toBe('inset(0px 50% 0px 0px)');
      await slider.press('ArrowRight');
      expect(await cut()).toBe('inset(0px 49% 0px 0px)');
      expect(await slider.getAttribute('aria-valuetext')).toBe('51 % run 1');
      await figure.getByRole('status').waitFor();
      expect(await figure.getByRole('status').textContent()).toContain('40 x 40 and 80 x 80 pixels');
      await figure.getByLabel('Right').selectOption('run 2');
      await expect.poll(() => figure.getByRole('status').count()).toBe(0);
      expect(told).toEqual([]);
      await page.context().close();
    });

    it.each([1440, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark }))))(
      'axe finds nothing, and nothing is wider than the page: $width px, dark $dark',
      async ({ width, dark }) => {
        const { page } = await openFile(browser, three, { width, dark });
        await page.getByRole('button', { name: 'Slider' }).first().click();
        expect(await axeFaults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.context().close();
      },
    );

    it('shows text of strangers as text, and what a killed run without pictures lacks', async () => {
      const attack = '</script><script>alert(1)</script><img src=x onerror=alert(2)>';
      const one = await run({ number: 1, loss: 1, picture: square('red'), name: attack });
      const killed = runOf([], { number: 2, status: 'interrupted', source: one.source });
      const other = { document: await reportDocument(sourcesOf(killed, { killed: true })), source: one.source };
      const { page, asked, told } = await openFile(browser, pageIn(tempDir(), one, other));
      expect(told).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
      expect(await page.locator('h1').textContent()).toBe(`Is ${attack} so?`);
      expect(await page.locator('#runs').textContent()).toContain('killed before it could record its steps');
      expect(await page.locator('#figures').textContent()).toContain('This run did not publish it.');
      await page.context().close();
    });
  },
);
