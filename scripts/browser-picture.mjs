// What the scripts that draw pages for docs/images share.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

/** Starts the Chromium that ASSAY_CHROMIUM names, or /usr/bin/chromium, which refuses its sandbox to root. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.ASSAY_CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** Opens an empty page, 1440 pixels wide, in light colours. */
export function openPage(browser, height) {
  return browser.newPage({ viewport: { width: 1440, height }, colorScheme: 'light' });
}

/** Keeps a screenshot in docs/images, with so many colours. */
export async function keepPicture(shot, name, colours) {
  const path = fileURLToPath(new URL(join('../docs/images', name), import.meta.url));
  await sharp(shot).png({ palette: true, colours, compressionLevel: 9 }).toFile(path);
}
