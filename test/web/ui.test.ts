import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { assay, finishedRun, startAssay, TINY } from '../helpers/assay.ts';
import { noBrowser, startBrowser } from '../helpers/browser.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// The live page as people see it: the real server, in a browser, while real runs go on, are killed and are continued.

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Where a store keeps an object, or the record of a key. */
function storedAt(cwd: string, digest: string | undefined, what: 'object' | 'record'): string {
  const hex = digest?.replace('sha256:', '') ?? '';
  const folder = what === 'object' ? join('objects', 'sha256') : 'actions';
  return join(cwd, 'artifacts', folder, hex.slice(0, 2), `${hex.slice(2)}${what === 'object' ? '' : '.json'}`);
}

const ATTACK = '<img src=x onerror=alert(1)><script>alert(2)</script>';

describe.skipIf(noBrowser !== undefined)(
  `assay ui, in a browser${noBrowser === undefined ? '' : `: left out, because ${noBrowser}`}`,
  () => {
    const project = finishedRun();
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
      const { code, err } = await assay(['run', TINY, '-s', 'seed=4'], { cwd: project.folder });
      if (code !== 0) throw new Error(err);
    });
    afterAll(() => browser?.close());

    /** Starts `assay ui` in a folder and returns the address that it prints. */
    async function serve(
      cwd: string,
      port = '0',
    ): Promise<{ readonly address: string; readonly stop: () => Promise<number | null> }> {
      const ui = startAssay(['ui', '--port', port], { cwd });
      const stop = async (): Promise<number | null> => {
        ui.kill('SIGINT');
        return (await ui.outcome).code;
      };
      onTestFinished(async () => void (await stop()));
      const [address] = await ui.shows(/http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/);
      return { address, stop };
    }

    interface Opened {
      readonly page: Page;
      /** What the page complained of. */
      readonly told: string[];
      /** Where the page sent requests to. */
      readonly asked: string[];
    }

    async function open(address: string, { width = 1440, dark = false } = {}): Promise<Opened> {
      const context = await browser.newContext({
        viewport: { width, height: 1000 },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const [told, asked]: [string[], string[]] = [[], []];
      page.on('console', (message) => told.push(message.text()));
      page.on('pageerror', (error) => told.push(String(error)));
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        told.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(address);
      return { page, told, asked };
    }

    async function violations(page: Page): Promise<unknown> {
      await page.evaluate(readFileSync(axe, 'utf8'));
      return page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`))',
      );
    }

    it('keeps the token out of the address and the history, and asks nobody but its server', async () => {
      const { address } = await serve(project.folder);
      const { page, told, asked } = await open(address);
      await page.locator('#answer').waitFor();
      expect(page.url()).not.toContain('token');
      await page.reload();
      await page.locator('#answer').waitFor();
      const origin = new URL(address).origin;
      expect(asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
      expect(asked.join(' ')).not.toContain(address.split('token=')[1]);
      expect(told).toEqual([]);
    });

    it('says what it needs when its address has no token', async () => {
      const { address } = await serve(project.folder);
      const { page } = await open(new URL(address).origin);
      await page.getByText('Open the address that "assay ui" prints').first().waitFor();
      expect(await page.locator('.runs .one').count()).toBe(0);
    });

    it('shows a step with its artifacts by kind: layers, tensors, tables, pictures', async () => {
      const { address } = await serve(project.folder);
      const { page, told } = await open(`${new URL(address).origin}/?run=tiny@1${new URL(address).hash}`);
      await page.locator('#steps a', { hasText: 'training filters = 6' }).click();
      const drawer = page.locator('.drawer');
      await drawer.getByRole('cell', { name: 'conv2d' }).waitFor();
      expect(await drawer.locator('canvas').first().getAttribute('aria-label')).toContain('values: 6 of 3 by 3');
      expect(await drawer.locator('.histogram svg').count()).toBeGreaterThan(0);
      const before = await drawer.locator('canvas').first().getAttribute('aria-label');
      await drawer.locator('select').first().selectOption('initial/conv1.kernel');
      await expect.poll(() => drawer.locator('canvas').first().getAttribute('aria-label')).not.toBe(before);
      await drawer.locator('[aria-label="Artifact history"] td').first().waitFor();
      await page.locator('#steps a', { hasText: 'curves' }).click();
      await drawer.locator('[aria-label="Artifact image"] img').waitFor();
      expect(page.url()).toContain('#step-curves');
      expect(await violations(page)).toEqual([]);
      expect(told).toEqual([]);
    });

    it('finds runs by words, compares those that are chosen, and goes back', async () => {
      const { address } = await serve(project.folder);
      const { page, told } = await open(address);
      await page.getByRole('searchbox').fill('nothing has this');
      await page.getByText('No run has').waitFor();
      await page.getByRole('searchbox').fill('tiny training');
      await page.getByLabel('Compare tiny@1').check();
      await page.getByLabel('Compare tiny@2').check();
      await page.getByRole('link', { name: 'Compare 2 runs' }).click();
      await page.locator('#parameters').getByText('seed').waitFor();
      expect(await page.locator('#metrics tbody tr').count()).toBeGreaterThan(0);
      expect(await violations(page)).toEqual([]);
      await page.goBack();
      await page.locator('#answer').waitFor();
      expect(told).toEqual([]);
    });

    it('edits tags and note, also in two pages: the later one counts, and both show it', async () => {
      const { address } = await serve(project.copy());
      const [one, other] = [await open(address), await open(address)];
      const edit = async ({ page }: Opened, tags: string, note: string): Promise<void> => {
        await page.getByRole('button', { name: 'Edit tags and note' }).click();
        await page.getByLabel('Tags').fill(tags);
        await page.getByLabel('Note').fill(note);
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Edit tags and note' }).waitFor();
      };
      await edit(one, 'paper, figure-2', 'first');
      await edit(other, 'draft', ATTACK);
      await other.page.locator('.mast .tag', { hasText: 'draft' }).waitFor();
      await one.page.locator('.runs .tag', { hasText: 'draft' }).waitFor();
      await one.page.getByRole('button', { name: 'Edit tags and note' }).click();
      await one.page.getByLabel('Tags').fill('not/a tag');
      await one.page.getByRole('button', { name: 'Save' }).click();
      await one.page.getByRole('alert').getByText('Cannot use "not/a" as a tag').waitFor();
      expect([...one.told, ...other.told].filter((text) => !text.includes('409'))).toEqual([]);
    });

    it.each([1440, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark }))))(
      'axe finds nothing, and nothing is wider than the page: $width px, dark $dark',
      async ({ width, dark }) => {
        const { address } = await serve(project.folder);
        const { page } = await open(address, { width, dark });
        await page.locator('#events').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      },
    );

    it('follows a training as it goes on, is killed, is continued, and is stopped from the page', async () => {
      const cwd = project.copy();
      const { address } = await serve(cwd);
      const { page, told } = await open(address);
      const endless = ['run', TINY, '-s', 'steps.training.epochs=100000', '-s', 'sweep.filters=[6]'];
      const run = startAssay(endless, { cwd });
      onTestFinished(() => run.kill('SIGKILL'));
      const curve = page.locator('.curve', { hasText: 'loss of training' });
      await page.locator('.nowrun', { hasText: 'training[filters=6]' }).waitFor({ timeout: 60_000 });
      await curve.locator('.now').waitFor({ timeout: 60_000 });
      const words = (): Promise<string | null> => curve.locator('[role=img]').getAttribute('aria-label');
      const early = await words();
      await expect.poll(words, { timeout: 30_000 }).not.toBe(early);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await violations(page)).toEqual([]);

      run.kill('SIGKILL');
      await run.outcome;
      await page.locator('.runs .one.on', { hasText: 'killed' }).waitFor({ timeout: 30_000 });
      await page.locator('.gaps', { hasText: 'The run was killed' }).waitFor({ timeout: 30_000 });
      await curve.waitFor();

      const again = startAssay(endless, { cwd });
      onTestFinished(() => again.kill('SIGKILL'));
      await page.locator('.runs .one', { hasText: 'run 4 of' }).getByRole('link').click({ timeout: 60_000 });
      await page.locator('.nowrun', { hasText: 'training[filters=6]' }).waitFor({ timeout: 60_000 });
      await page.locator('.events', { hasText: 'continues after' }).waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Let it run' }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Stop it' }).click();
      expect((await again.outcome).code).toBe(130);
      await page.locator('.runs .one.on', { hasText: 'interrupted' }).waitFor({ timeout: 30_000 });
      expect(told).toEqual([]);
    });

    it('shows a store of a stranger as text: names, notes, errors, a huge journal, damaged files', async () => {
      const cwd = project.copy();
      const runs = join(cwd, 'artifacts', 'runs', 'tiny');
      const record = JSON.parse(readFileSync(join(runs, '1', 'run.json'), 'utf8')) as {
        steps: Record<string, unknown>[];
        source: Record<string, unknown>;
      };
      mkdirSync(join(runs, '7'));
      const step = { ...record.steps[0], id: ATTACK, name: ATTACK, metrics: { [ATTACK]: ATTACK }, warnings: [ATTACK] };
      const failed = {
        id: `${ATTACK}2`,
        name: ATTACK,
        point: { [ATTACK]: ATTACK },
        stage: ATTACK,
        action: 'failed',
        error: { message: ATTACK },
      };
      const source = { ...record.source, description: ATTACK, steps: { [ATTACK]: { stage: ATTACK } } };
      writeFileSync(
        join(runs, '7', 'run.json'),
        JSON.stringify({ ...record, number: 7, status: 'failed', source, steps: [step, failed], outputs: [] }),
      );
      writeFileSync(join(runs, '7', 'notes.json'), JSON.stringify({ format: 1, tags: [], note: ATTACK }));
      cpSync(join(runs, '1', 'events.jsonl'), join(runs, '7', 'events.jsonl'));
      const plan =
        readFileSync(join(runs, '1', 'events.jsonl'), 'utf8')
          .split('\n')[0]
          ?.replace('"run":1', '"run":7') ?? '';
      const notice = `${JSON.stringify({ type: 'notice', at: 1, message: `${ATTACK} ${'x'.repeat(2000)}` })}\n`;
      writeFileSync(join(runs, '7', 'events.jsonl'), `${plan}\n${notice.repeat(5000)}\u0000\u0001 damaged\n{"type":`);
      mkdirSync(join(runs, '8'));
      writeFileSync(join(runs, '8', 'run.json'), '{"format":');
      appendFileSync(join(runs, '2', 'run.json'), 'garbage');

      const { address } = await serve(cwd);
      const { page, told } = await open(address);
      await page.getByRole('link', { name: /run 7/ }).click();
      await page.getByRole('heading', { level: 1, name: ATTACK }).waitFor();
      await page.locator('#events', { hasText: ATTACK }).waitFor();
      await page.locator('#steps a', { hasText: ATTACK }).first().click();
      await page.locator('.drawer').waitFor();
      expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0);
      expect(await page.locator('.runs .one', { hasText: 'damaged' }).count()).toBe(2);
      await page.locator('.runs .one', { hasText: 'run 8' }).getByRole('link').click();
      await page.getByText('There is no such run, or its record is damaged').first().waitFor();
      await page.getByRole('link', { name: /run 1 of/ }).click();
      await page.locator('#answer').waitFor();
      expect(told.filter((text) => !/404/.test(text))).toEqual([]);
    });

    it('draws of ten thousand steps those that can be seen', async () => {
      const cwd = project.copy();
      const path = join(cwd, 'artifacts', 'runs', 'tiny', '1', 'run.json');
      const record = JSON.parse(readFileSync(path, 'utf8')) as { steps: object[] };
      const steps = Array.from({ length: 10_000 }, (_, n) => ({
        ...record.steps[1],
        id: `training[n=${n}]`,
        point: { n },
      }));
      writeFileSync(path, JSON.stringify({ ...record, steps }));
      const { address } = await serve(cwd);
      const { page } = await open(`${new URL(address).origin}/?run=tiny@1${new URL(address).hash}`);
      await page.locator('#steps table[aria-rowcount="10001"]').waitFor({ timeout: 30_000 });
      expect(await page.locator('#steps .list tbody tr').count()).toBeLessThan(200);
      const frame = page.locator('#steps .scroll');
      await frame.evaluate((element) =>
        (element as never as { scrollTo(x: number, y: number): void }).scrollTo(0, 1e7),
      );
      await page.locator('#steps a', { hasText: 'n = 9999' }).click();
      await page.locator('.drawer', { hasText: 'training[n=9999]' }).waitFor();
    });

    it('says in two pages that the server is gone, then that it has another token, and goes on with that', async () => {
      const { address, stop } = await serve(project.folder);
      const [one, other] = [
        await open(address),
        await open(`${new URL(address).origin}/?run=tiny@1${new URL(address).hash}`),
      ];
      for (const { page } of [one, other]) await page.locator('#answer').waitFor();
      expect(await stop()).toBe(0);
      for (const { page } of [one, other]) {
        await page.getByText('The server does not answer').first().waitFor({ timeout: 30_000 });
        expect(await page.locator('#answer').isVisible()).toBe(true);
      }
      // What cannot be shown now is shown once the server is there again.
      await other.page.locator('#steps a', { hasText: 'training filters = 6' }).click();
      const again = await serve(project.folder, new URL(address).port);
      await other.page
        .getByText('The server was started again and has another token')
        .first()
        .waitFor({ timeout: 30_000 });
      await other.page.evaluate(`location.hash = ${JSON.stringify(new URL(again.address).hash)}`);
      await expect.poll(() => other.page.getByRole('alert').count()).toBe(0);
      expect(other.page.url()).not.toContain('token');
      await other.page.locator('#steps a', { hasText: 'training filters = 6' }).click();
      await other.page.locator('.drawer').getByRole('cell', { name: 'conv2d' }).waitFor();
      await one.page.goto(again.address);
      await one.page.locator('#answer').waitFor();
    });

    it('opens a step and closes it, also by going back', async () => {
      const { address } = await serve(project.folder);
      const { page } = await open(address);
      const drawer = page.locator('.drawer');
      await page.locator('#steps a', { hasText: 'summary' }).click();
      await drawer.getByRole('button', { name: 'Close the step' }).click();
      await expect.poll(() => drawer.count()).toBe(0);
      await page.goBack();
      await drawer.waitFor();
      await page.goBack();
      await expect.poll(() => drawer.count()).toBe(0);
    });

    it('keeps what is shown of a sweep in the address, of a run that is named and while runs are searched', async () => {
      const { address } = await serve(project.folder);
      const { page } = await open(address);
      await page.getByRole('link', { name: /run 1 of/ }).click();
      await page.locator('#sweep').getByRole('button', { name: '6', exact: true }).press('Enter');
      await page.getByRole('searchbox').fill('tiny');
      await expect.poll(() => page.url()).toContain('/?run=tiny%401&find=tiny#sweep?hide.filters=6');
      await page.reload();
      const left = page.locator('#sweep').getByRole('status');
      await expect.poll(() => left.textContent()).toBe('1 of 2 results');
      await page.locator('#steps a', { hasText: 'summary' }).click();
      await page.locator('.drawer').waitFor();
      expect(await left.textContent()).toBe('1 of 2 results');
    });

    it('shows a run whose results were collected or damaged, and one whose job has not begun', async () => {
      const cwd = project.copy();
      const runs = join(cwd, 'artifacts', 'runs', 'tiny');
      const record = JSON.parse(readFileSync(join(runs, '1', 'run.json'), 'utf8')) as {
        steps: { id: string; key: string; outputs: Record<string, { digest: string }> }[];
      };
      const at = (id: string) => record.steps.find((step) => step.id === id);
      rmSync(storedAt(cwd, at('curves')?.key, 'record'));
      writeFileSync(storedAt(cwd, at('training[filters=6]')?.key, 'record'), '{"format":1,"torn');
      rmSync(storedAt(cwd, at('training[filters=8]')?.outputs['model']?.digest, 'object'));
      rmSync(join(runs, '1', 'curves.png'));
      mkdirSync(join(runs, '9'));
      const waits = { ...record, number: 9, status: 'running', steps: [], outputs: [], durationMs: undefined };
      const process = { pid: 0, host: 'a job that has not begun' };
      writeFileSync(
        join(runs, '9', 'run.json'),
        JSON.stringify({ ...waits, process, startedAt: new Date().toISOString() }),
      );

      const { address } = await serve(cwd);
      const { page, told } = await open(address);
      await page.locator('.mast', { hasText: 'waiting for its job' }).waitFor();
      await page.locator('.gaps', { hasText: '"assay cancel tiny" gives it up' }).waitFor();
      expect(await page.locator('.runs .one', { hasText: 'run 9' }).textContent()).toContain('waits for its job');
      expect(await page.getByText('It has no journal').count()).toBe(0);
      expect(await violations(page)).toEqual([]);

      await page.getByRole('link', { name: /run 1 of/ }).click();
      await page.locator('#answer').waitFor();
      expect(await page.locator('.gaps').textContent()).toContain('no longer in the store');
      for (const [step, words] of [
        ['curves', 'record is no longer in the store'],
        ['training filters = 6', 'record is no longer in the store'],
        ['training filters = 8', 'no longer in the store'],
      ] as const) {
        await page.locator('#steps a', { hasText: step }).click();
        await page.locator('.drawer', { hasText: words }).waitFor();
      }
      expect(told).toEqual([]);
    });

    it('shows no store as one where runs will appear, and takes another port where one is in use', async () => {
      const cwd = tempDir();
      const { address } = await serve(cwd);
      const { page } = await open(address);
      await page.getByText('No runs yet').waitFor();
      const { port } = new URL(address);
      const second = await assay(['ui', '--port', port], { cwd });
      expect(second.code).toBe(2);
      expect(second.err).toContain(`Port ${port} is in use by another program`);
      expect(spawnSync('ls', [join(cwd, 'artifacts')]).status).not.toBe(0);
      expect((await assay(['ui', '--port', 'x'], { cwd })).err).toContain('Expected a port from 0 to 65535');
    });
  },
);
