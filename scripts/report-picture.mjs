// Draws docs/images/report.png and compared-runs.png: the report of the first run of the quickstart, and the first two runs side by
// side, as a browser shows them. Needs a built program, two runs of the quickstart, and Chromium (ASSAY_CHROMIUM, or
// /usr/bin/chromium). For the pictures in the README, the second run was made with
// --set steps.training.epochs=4 --set steps.similar.thresholds=[0.5,0.7].
//
//   node scripts/report-picture.mjs [STORE]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keepPicture, openPage, startBrowser } from './browser-picture.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const store = process.argv[2] ?? join(root, 'artifacts');
const folder = mkdtempSync(join(tmpdir(), 'assay-picture-'));
const browser = await startBrowser();
try {
  // What is between the answer and the graph would make the picture three pages long.
  await draw(['quickstart@1'], { target: 'report.png', without: ['figures', 'curves', 'sweep'], upTo: 'graph' });
  await draw(['quickstart', '--compare', '1', '2'], { target: 'compared-runs.png', without: [], upTo: 'metrics' });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The page of a report from its head to the end of a section, without some of the sections. */
async function draw(args, { target, without, upTo }) {
  const file = join(folder, `${target}.html`);
  const program = join(root, 'dist', 'main.js');
  execFileSync(process.execPath, [program, 'report', ...args, '--store', store, '-o', file], { stdio: 'inherit' });
  const page = await openPage(browser, 900);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#environment');
  await page.evaluate(`for (const id of ${JSON.stringify(without)}) document.getElementById(id).remove()`);
  const last = await page.locator(`#${upTo}`).boundingBox();
  const height = Math.ceil((last?.y ?? 0) + (last?.height ?? 0) + 40);
  const shot = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1440, height } });
  await keepPicture(shot, target, 64);
}
