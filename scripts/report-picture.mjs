// Draws docs/images/report.png: the report of the quickstart as a browser shows it. Needs a built program, a run of the
// quickstart, and Chromium (ASSAY_CHROMIUM, or /usr/bin/chromium).
//
//   node scripts/report-picture.mjs [STORE]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'assay-picture-'));
try {
  const file = join(folder, 'report.html');
  const store = process.argv[2] ?? join(root, 'artifacts');
  const program = join(root, 'dist', 'main.js');
  execFileSync(process.execPath, [program, 'report', 'quickstart', '--store', store, '-o', file], { stdio: 'inherit' });
  await draw(pathToFileURL(file).href, join(root, 'docs', 'images', 'report.png'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The head of the page with the answer, and the graph below it, which is further down in the page. */
async function draw(address, target) {
  const browser = await chromium.launch({
    executablePath: process.env.ASSAY_CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
    await page.goto(address);
    await page.waitForSelector('#again');
    // What is between the answer and the graph would make the picture three pages long.
    await page.evaluate("for (const id of ['figures', 'sweep']) document.getElementById(id).remove()");
    const graph = await page.locator('#graph').boundingBox();
    const height = Math.ceil((graph?.y ?? 0) + (graph?.height ?? 0) + 40);
    const shot = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1440, height } });
    await sharp(shot).png({ palette: true, colours: 64, compressionLevel: 9 }).toFile(target);
  } finally {
    await browser.close();
  }
}
