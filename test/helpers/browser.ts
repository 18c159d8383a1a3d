import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

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
