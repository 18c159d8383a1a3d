// Draws docs/images/ui.png: the live page during a training of the quickstart, with one that has ended before it. Needs a built
// program and Chromium (ASSAY_CHROMIUM, or /usr/bin/chromium). Takes a few minutes.
//
//   node scripts/ui-picture.mjs

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepPicture, openPage, startBrowser } from './browser-picture.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'main.js');
const quickstart = join(root, 'experiments', 'quickstart.yaml');
const folder = mkdtempSync(join(tmpdir(), 'assay-picture-'));
const store = ['--store', join(folder, 'store')];
const started = [];
try {
  // A whole run, so that the list has one, and the time of every step is known.
  spawnSync(process.execPath, [program, 'run', quickstart, ...store], { cwd: root, stdio: 'inherit' });
  start(['run', quickstart, ...store, '-s', 'seed=8', '-s', 'steps.training.epochs=6']);
  const ui = start(['ui', '--port', '0', ...store]);
  await draw(await firstLine(ui.stdout));
} finally {
  const ended = started.map((child) => new Promise((done) => child.once('exit', done)));
  for (const child of started) child.kill('SIGINT');
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true });
}

function start(args) {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  return child;
}

function firstLine(stream) {
  return new Promise((resolve) => {
    stream.setEncoding('utf8').once('data', (text) => resolve(text.split('\n')[0]));
  });
}

/** The page once the second training is well on its way, with a step of the run open. */
async function draw(address) {
  const browser = await startBrowser();
  try {
    const page = await openPage(browser, 1100);
    await page.goto(address);
    const second = page.locator('.nowrun', { hasText: /training\[filters=32\].*epoch [3-6]/ });
    await second.waitFor({ timeout: 600_000 });
    // The record of the first training is in the report of the run within seconds.
    await page.locator('#steps a', { hasText: 'training filters = 16' }).click();
    await page.locator('.drawer canvas').first().waitFor({ timeout: 60_000 });
    await page.locator('main').evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(1000);
    const shot = await page.screenshot();
    await keepPicture(shot, 'ui.png', 96);
  } finally {
    await browser.close();
  }
}
