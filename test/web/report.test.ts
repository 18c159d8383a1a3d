import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportDocument } from '../../engine/document/document.ts';
import { reportPage } from '../../engine/document/page.ts';
import { assay, finishedRun } from '../helpers/assay.ts';
import { axeFaults, builtPage, noBrowser, openFile, startBrowser } from '../helpers/browser.ts';
import { finished, published, recordFor, runOf, sourcesOf } from '../helpers/report-sources.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// The page of a report as people open it: from disk, in a browser.

const WIDTHS = [1440, 390];

describe.skipIf(noBrowser !== undefined)(
  `assay report, in a browser${noBrowser === undefined ? '' : `: left out, because ${noBrowser}`}`,
  () => {
    const project = finishedRun();
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
      const { code, err } = await assay(['report', 'tiny', '-o', 'tiny.html'], { cwd: project.folder });
      if (code !== 0) throw new Error(err);
    });
    afterAll(() => browser?.close());

    const open = (file: string, options?: Parameters<typeof openFile>[2]) => openFile(browser, file, options);
    const tiny = (): string => join(project.folder, 'tiny.html');

    /** A report of two sizes with three repeats each, whose losses are 1 to 6. */
    const repeated = (): string => join(project.folder, 'repeated.html');
    beforeAll(async () => {
      const steps = [1, 2, 3, 4, 5, 6].map((loss) => {
        const point = { size: loss > 3 ? 20 : 10, repeat: (loss - 1) % 3 };
        return finished('work', { id: `work[size=${point.size},repeat=${point.repeat}]`, point, metrics: { loss } });
      });
      const document = await reportDocument(sourcesOf(runOf(steps)));
      writeFileSync(repeated(), reportPage(document, builtPage('report')));
    });

    it('asks for nothing but itself, complains of nothing, and shows every section', async () => {
      const { page, asked, told } = await open(tiny());
      await page.waitForLoadState('networkidle');
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(tiny()).href]);
      expect(told).toEqual([]);
      const titles = await page.locator('h2').allTextContents();
      expect(titles).toEqual([
        'Answer',
        'Figures',
        'Curves',
        'Sweep',
        'Graph',
        'Steps',
        'Timeline',
        'File',
        'Published files',
        'Environment',
        'Again',
      ]);
      const drawn = await page
        .locator('figure img')
        .evaluateAll((all) => all.map((img) => (img as never as { naturalWidth: number }).naturalWidth));
      expect(drawn.length).toBeGreaterThan(2);
      expect(Math.min(...drawn)).toBeGreaterThan(0);
      await page.context().close();
    });

    it('sorts a table by a column: up, down, and back to how it came', async () => {
      const { page } = await open(tiny());
      const lift = page.locator('#answer th', { hasText: /^lift/ });
      const column = async (): Promise<readonly number[]> =>
        (await page.locator('#answer td[data-l=lift]').allTextContents()).map((text) => Number(text.replace('−', '-')));
      const before = await column();
      await lift.getByRole('button').press('Enter');
      expect(await lift.getAttribute('aria-sort')).toBe('ascending');
      expect(await column()).toEqual(before.toSorted((a, b) => a - b));
      await lift.getByRole('button').click();
      expect(await lift.getAttribute('aria-sort')).toBe('descending');
      expect(await column()).toEqual(before.toSorted((a, b) => b - a));
      await lift.getByRole('button').click();
      expect(await column()).toEqual(before);
      await page.context().close();
    });

    it('filters the sweep by the values of an axis, and says how many results are left', async () => {
      const { page } = await open(tiny());
      const sweep = page.locator('#sweep');
      await sweep.getByRole('button', { name: 'training', exact: true }).click();
      expect(await sweep.locator('tbody tr').count()).toBe(2);
      await sweep.getByRole('button', { name: '6', exact: true }).click();
      expect(await sweep.locator('tbody td[data-l=filters]').allTextContents()).toEqual(['8']);
      expect(await sweep.getByRole('status').textContent()).toBe('1 of 2 results');
      await page.context().close();
    });

    it('keeps a range of the sweep, dragged along an axis or typed, and draws every repeat', async () => {
      const { page, told } = await open(repeated());
      const sweep = page.locator('#sweep');
      const left = (): Promise<string | null> => sweep.getByRole('status').textContent();
      const rings = (): Promise<number> => sweep.locator('.strip:not(.key) .rep').count();
      expect([await left(), await rings()]).toEqual(['6 of 6 results', 6]);
      // The losses are 1 to 6; the third axis is theirs. Half of it is half of the results.
      const axis = await sweep.locator('.pc .grab').nth(2).boundingBox();
      if (axis === null) throw new Error('There is no axis');
      const x = axis.x + axis.width / 2;
      await page.mouse.move(x, axis.y + axis.height / 2);
      await page.mouse.down();
      await page.mouse.move(x, axis.y + axis.height - 1, { steps: 4 });
      await page.mouse.up();
      expect([await left(), await rings(), await sweep.locator('.pc .off').count()]).toEqual(['3 of 6 results', 3, 3]);
      await sweep.getByRole('button', { name: 'Show all' }).click();
      await sweep.getByText('Keep a range').press('Enter');
      await sweep.getByLabel('loss from').fill('4.5');
      await sweep.getByLabel('loss from').press('Tab');
      expect(await left()).toBe('2 of 6 results');
      await sweep.getByRole('button', { name: 'Show all' }).click();
      await sweep.getByRole('button', { name: 'Mean over repeats' }).click();
      expect(await sweep.locator('tbody td[data-l=loss]').allTextContents()).toEqual(['2 ± 1', '5 ± 1']);
      expect(await axeFaults(page)).toEqual([]);
      expect(told).toEqual([]);
      await page.context().close();
    });

    it('keeps in the address what is shown of a sweep: a link shows the same, and the back button undoes a choice', async () => {
      const { page, told } = await open(repeated());
      const sweep = page.locator('#sweep');
      const left = (where = sweep): Promise<string | null> => where.getByRole('status').textContent();
      const losses = (where = sweep): Promise<string[]> => where.locator('tbody td[data-l=loss]').allTextContents();
      await sweep.getByRole('button', { name: '10', exact: true }).press('Enter');
      await sweep.getByRole('columnheader', { name: 'loss' }).getByRole('button').press('Enter');
      await sweep.getByRole('columnheader', { name: 'loss' }).getByRole('button').press('Enter');
      await sweep.getByText('Keep a range').press('Enter');
      await sweep.getByLabel('loss to').fill('5.5');
      await sweep.getByLabel('loss to').press('Tab');
      expect([await left(), await losses()]).toEqual(['2 of 6 results', ['5', '4']]);
      expect(page.url()).toMatch(/#sweep\?hide\.size=10&keep\.loss=1\+to\+5\.5&sort=-loss$/);

      const other = await open(repeated(), { hash: new URL(page.url()).hash });
      const there = other.page.locator('#sweep');
      expect([await left(there), await losses(there)]).toEqual(['2 of 6 results', ['5', '4']]);
      const top = "document.querySelector('#sweep').getBoundingClientRect().top";
      expect(Math.abs(await other.page.evaluate<number>(top))).toBeLessThan(60);

      // Another place in the page says nothing of the sweep.
      await page.locator('#steps a').first().click();
      expect(await left()).toBe('2 of 6 results');
      await page.goBack();
      await page.goBack();
      await expect.poll(() => losses()).toEqual(['6', '5', '4']);
      await page.goBack();
      await expect.poll(() => losses()).toEqual(['4', '5', '6']);
      await page.goBack();
      await page.goBack();
      await expect.poll(() => left()).toBe('6 of 6 results');
      await page.goForward();
      await expect.poll(() => left()).toBe('3 of 6 results');
      expect([...told, ...other.told]).toEqual([]);
      await page.context().close();
      await other.page.context().close();
    });

    it('shows a sweep whose columns have the names of parts of the language', async () => {
      const steps = [1, 2, 3].map((value) => {
        const point = { constructor: value, toString: value };
        return finished('work', {
          id: `work[${value}]`,
          point,
          metrics: { ['__proto__']: value, hasOwnProperty: -value },
        });
      });
      const file = join(tempDir(), 'names.html');
      writeFileSync(file, reportPage(await reportDocument(sourcesOf(runOf(steps))), builtPage('report')));
      const { page, told } = await open(file, { hash: '#sweep?hide.constructor=2&sort=-toString' });
      expect(told).toEqual([]);
      expect(await page.locator('#sweep tbody td[data-l=constructor]').allTextContents()).toEqual(['3', '1']);
      await page.context().close();
    });

    it('draws the curves that the journal tells of, and reads a value to whoever points at one', async () => {
      const { page, told } = await open(tiny());
      const chart = page.locator('#curves .curve', { hasText: 'loss of training' });
      expect(await chart.getByRole('img').getAttribute('aria-label')).toMatch(
        /^loss of training, 2 curves\. filters=6: /,
      );
      expect(await chart.locator('.curve-key li').allTextContents()).toEqual([
        expect.stringMatching(/^ filters=6 [\d.]+$/),
        expect.stringMatching(/^ filters=8 [\d.]+$/),
      ]);
      await chart.scrollIntoViewIfNeeded();
      const plot = await chart.locator('.u-over').boundingBox();
      if (plot === null) throw new Error('There is no plot');
      const read = chart.locator('.at');
      for (let y = 0; y < plot.height && (await read.textContent()) === ''; y += 10)
        await Promise.all([
          page.mouse.move(plot.x + 1, plot.y + y),
          page.evaluate('new Promise(requestAnimationFrame)'),
        ]);
      expect(await read.textContent()).toMatch(/^filters=\d: [\d.]+ at 0 epochs$/);
      expect(told).toEqual([]);
      await page.context().close();
    });

    it('at 390 pixels shows each row as a block, each value under its name, and why a step ran', async () => {
      const { page } = await open(tiny(), { width: 390 });
      const name = "getComputedStyle(document.querySelector('#answer td[data-l=lift]'), '::before').content";
      expect(await page.evaluate(name)).toBe('"lift"');
      const ends =
        "Array.from(document.querySelectorAll('#answer tbody td'), (cell) => cell.getBoundingClientRect().right)";
      expect(Math.max(...(await page.evaluate<number[]>(ends)))).toBeLessThan(390);
      expect(await page.locator('#steps .why').first().isVisible()).toBe(true);
      await page.context().close();
    });

    it('opens a step by keyboard from the graph, and by its address', async () => {
      const { page } = await open(tiny());
      await page.locator('#graph a[aria-label^="summary "]').focus();
      await page.keyboard.press('Enter');
      await page.locator('.insp article[aria-label="Step summary"]').waitFor();
      expect(page.url()).toContain('#step-summary');
      const other = await open(tiny(), { hash: `#step-${encodeURIComponent('training[filters=8]')}` });
      expect(await other.page.locator('.insp article').getAttribute('aria-label')).toBe('Step training[filters=8]');
      expect(await other.page.locator('.insp').textContent()).toContain('testAccuracy');
      await page.context().close();
      await other.page.context().close();
    });

    it.each(WIDTHS.flatMap((width) => [false, true].map((dark) => ({ width, dark }))))(
      'axe finds nothing, and nothing is wider than the page: $width px, dark $dark',
      async ({ width, dark }) => {
        const { page } = await open(tiny(), { width, dark });
        expect(await axeFaults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.context().close();
      },
    );

    it('prints on paper without controls, with the keys of all steps', async () => {
      const { page } = await open(tiny());
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.keys').isVisible()).toBe(true);
      expect(await page.locator('.rail').isVisible()).toBe(false);
      const pdf = await page.pdf();
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      await page.context().close();
    });

    it('shows text of strangers as text, and a drawing with a script as a picture', async () => {
      const attack = '</script><script>alert(1)</script><img src=x onerror=alert(2)>';
      const step = finished(attack, { metrics: { [attack]: attack }, warnings: [attack] });
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(3)</script><image href="http://127.0.0.1:9/x"/></svg>';
      const table = `${attack}\n"${attack}"\n`;
      const outputs = [published('a.csv', table), published('b.svg', svg)];
      const source = {
        description: attack,
        steps: { [attack]: { stage: 'work' } },
        outputs: { 'a.csv': { from: 'a.out', print: true } },
      };
      const document = await reportDocument(
        sourcesOf(runOf([step], { source, outputs, file: attack }), {
          notes: { tags: [], note: attack },
          recordOf: () => recordFor(step, 0),
          bytesOf: ({ file }) => Promise.resolve(Buffer.from(file === 'a.csv' ? table : svg)),
        }),
      );
      const file = join(tempDir(), 'attack.html');
      writeFileSync(file, reportPage(document, builtPage('report')));
      const { page, asked, told } = await open(file);
      await page.waitForLoadState('networkidle');
      expect(told).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
      expect(await page.locator('h1').textContent()).toBe(attack);
      expect(await page.locator('#answer td').textContent()).toBe(attack);
      await page.context().close();
    });

    it('says what it lacks of a run that was killed', async () => {
      const run = runOf([], {
        status: 'interrupted',
        source: { steps: { a: { stage: 'work' }, b: { stage: 'work', from: 'a' } } },
      });
      const document = await reportDocument(sourcesOf(run, { killed: true }));
      const file = join(tempDir(), 'killed.html');
      writeFileSync(file, reportPage(document, builtPage('report')));
      const { page, told } = await open(file, { width: 390 });
      expect(told).toEqual([]);
      expect(await page.locator('.gaps').textContent()).toContain('killed before it could record its steps');
      expect(await page.locator('#graph a').count()).toBe(2);
      await page.context().close();
    });
  },
);
