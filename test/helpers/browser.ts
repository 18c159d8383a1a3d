import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { PageAssets } from '../../engine/document/page.ts';
import { ROOT } from './assay.ts';

const PLACES = [
  process.env['ASSAY_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The Chromium of this machine; undefined where there is none. */
export const chromium: string | undefined = PLACES.find((path) => path !== '' && existsSync(path));

/** Why tests in a browser are left out; undefined where they run. CI, which sets ASSAY_REQUIRE_SYSTEM, demands them. */
export const noBrowser: string | undefined =
  chromium !== undefined || process.env['ASSAY_REQUIRE_SYSTEM'] === '1'
    ? undefined
    : 'there is no Chromium on this machine: install Debian\'s package "chromium", or set ASSAY_CHROMIUM to its path';

/** Starts a browser that draws no window. */
export async function startBrowser(): Promise<Browser> {
  if (chromium === undefined) throw new Error('ASSAY_REQUIRE_SYSTEM is set, and there is no Chromium');
  const { chromium: type } = await import('playwright-core');
  // Chromium refuses its sandbox to root, as whom CI runs.
  return type.launch({ executablePath: chromium, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** A page that was opened, what it asked for, and what it complained of. */
export interface Opened {
  readonly page: Page;
  readonly asked: string[];
  readonly told: string[];
}

/** Opens a file from disk, as people do. */
export async function openFile(
  browser: Browser,
  file: string,
  { width = 1440, dark = false, hash = '' } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const told: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => told.push(message.text()));
  page.on('pageerror', (error) => told.push(String(error)));
  page.on('dialog', (dialog) => {
    told.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  await page.waitForSelector('#environment');
  return { page, asked, told };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe has against a page. */
export async function axeFaults(page: Page): Promise<unknown> {
  // Not as a script of the page: its policy would refuse that.
  await page.evaluate(readFileSync(axe, 'utf8'));
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`))',
  );
}

/** The script and the style sheet that the build has made of a page. */
export function builtPage(name: 'report' | 'comparison'): PageAssets {
  const read = (file: string): string => readFileSync(join(ROOT, 'dist', 'web', file), 'utf8');
  return { script: read(`${name}.js`), style: read('report.css') };
}
