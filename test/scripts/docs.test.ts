import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSite } from '../../scripts/docs/read-site.mjs';
import { ROOT } from '../helpers/assay.ts';
import { axeFaults, noBrowser, startBrowser } from '../helpers/browser.ts';
import { folderWith } from '../helpers/project.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const PAGE = `# A page
See [the other](docs/other.md#a-b), [below](#below), [a file](lab/x.yaml), [elsewhere](https://example.org/x).
![A picture](docs/p.svg)
## Below
Words.
## Below
`;

describe('readSite()', () => {
  const contents = [
    ['Start', 'README.md', 'Start'],
    ['Start', 'docs/other.md', 'Other'],
  ];
  const files = {
    'README.md': PAGE,
    'docs/other.md': '# A, `b`!\n[back](../README.md#below-1)\n',
    'lab/x.yaml': 'a: 1\n',
    'docs/p.svg': '<svg/>',
  };

  it('leads links to pages, headings, pictures and files of the project', () => {
    const { pages, faults, sources, pictures } = readSite(folderWith(files), contents);
    expect(faults).toEqual([]);
    const addresses = [...(pages[0]?.html.matchAll(/(?:href|src)="([^"]*)"/g) ?? [])].map(([, address]) => address);
    expect(addresses).toEqual([
      'other.html#a-b',
      '#below',
      'file-lab-x.yaml.html',
      'https://example.org/x',
      'pictures/docs-p.svg',
    ]);
    expect(sources).toMatchObject([{ file: 'lab/x.yaml', text: 'a: 1\n' }]);
    expect(pictures).toEqual([{ from: 'docs/p.svg', to: 'pictures/docs-p.svg' }]);
    expect(pages[0]?.headings.map(({ anchor }) => anchor)).toEqual(['a-page', 'below', 'below-1']);
  });

  it('names every link that leads nowhere: pages, headings, pictures, files outside of the project', () => {
    const bad = '# X\n[a](gone.md) [b](#gone) [c](docs/other.md#gone) ![d](p.png) [e](../outside.md)\n';
    const { faults } = readSite(folderWith({ ...files, 'README.md': bad }), contents);
    expect(faults).toEqual([
      'README.md: there is no gone.md',
      'README.md: there is no p.png',
      'README.md: there is no ../outside.md',
      'README.md: README.md has no heading "#gone"',
      'README.md: docs/other.md has no heading "#gone"',
      'docs/other.md: README.md has no heading "#below-1"',
    ]);
  });
});

describe('npm run docs', () => {
  const build = (folder: string) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts', 'docs.mjs'), folder], { encoding: 'utf8' });

  it('builds every page of docs/, without a dead link', () => {
    const folder = join(tempDir(), 'site');
    const { status, stderr } = build(folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const page of readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')))
      expect(existsSync(join(folder, page.replace(/md$/, 'html'))), page).toBe(true);
    // Nothing comes from elsewhere.
    expect(readFileSync(join(folder, 'site.css'), 'utf8')).not.toMatch(/https?:/);
    expect(readFileSync(join(folder, 'guide.html'), 'utf8')).not.toMatch(/(src|<link[^>]*href)="https?:/);
  });

  it.skipIf(noBrowser !== undefined)(
    `is read and searched from disk in a browser${noBrowser === undefined ? '' : `: left out, because ${noBrowser}`}`,
    { timeout: 120_000 },
    async () => {
      const folder = join(tempDir(), 'site');
      build(folder);
      const browser = await startBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(`file://${folder}/guide.html`);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        await page.keyboard.press('/');
        await page.keyboard.type('sweep rule');
        await page.locator('#found li').first().waitFor();
        expect(await page.locator('#found a').allTextContents()).toContain('Architecture: The sweep rule');
        await page.getByRole('link', { name: 'Architecture: The sweep rule' }).click();
        await page.waitForURL(/architecture\.html#the-sweep-rule$/);
        expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
        for (const name of ['index', 'reference', 'guide']) {
          await page.goto(`file://${folder}/${name}.html`);
          expect(await axeFaults(page), name).toEqual([]);
        }
      } finally {
        await browser.close();
      }
    },
  );
});
