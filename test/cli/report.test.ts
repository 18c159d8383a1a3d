import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../engine/document/model.ts';
import { assay, finishedRun, publishedOf, TINY } from '../helpers/assay.ts';
import { diedAt } from '../helpers/dead-run.ts';
import { noteModules } from '../helpers/loaded-modules.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const project = finishedRun();

/** The data in the page of a report. */
function documentIn(path: string): ReportDocument {
  const text = /id="document">(.*?)<\/script>/s.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  return JSON.parse(text) as ReportDocument;
}

describe('assay report', () => {
  it('writes one file below 2 MB, named after the run, that has what was published', async () => {
    const cwd = project.copy();
    const { code, out, err } = await assay(['report'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^tiny-1\.html \(\d+ kB\)\n$/);
    expect(statSync(join(cwd, 'tiny-1.html')).size).toBeLessThan(2_000_000);
    const document = documentIn(join(cwd, 'tiny-1.html'));
    expect(document.gaps).toEqual([]);
    expect(document.files.map(({ file }) => file).sort()).toEqual(
      Object.keys(publishedOf(cwd, 'tiny', 1))
        .filter((file) => file !== 'run.json')
        .sort(),
    );
    expect(document.answer[0]?.columns.find(({ name }) => name === 'lift')?.meaning).toContain('divided by chance');
    expect(document.answer[0]?.columns.filter(({ meaning }) => meaning === undefined)).toEqual([]);
    const figure = document.figures.find(({ file }) => file === 'contact-sheet.png');
    const kept = readFileSync(join(cwd, 'artifacts', 'runs', 'tiny', '1', 'contact-sheet.png')).toString('base64');
    expect(figure?.source).toBe(`data:image/png;base64,${kept}`);
    // Nothing of a file that was being written is left.
    expect(readdirSync(cwd).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('--json prints the data, without the pictures, as its schema says', async () => {
    const cwd = project.copy();
    const { code, out } = await assay(['report', TINY, '--json'], { cwd });
    expect(code).toBe(0);
    const document = JSON.parse(out) as ReportDocument;
    expectOutput('report', document);
    expect(document.steps.map(({ id }) => id)).toContain('training[filters=6]');
    expect(out).not.toContain('base64');
    expect(existsSync(join(cwd, 'tiny-1.html'))).toBe(false);
  });

  it('takes a run by number and an experiment by file, and -o says where to write', async () => {
    const cwd = project.copy();
    const { code, out } = await assay(['report', 'tiny@1', '-o', 'a report.html'], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^a report\.html/) as string });
    expect(documentIn(join(cwd, 'a report.html'))).toMatchObject({ experiment: 'tiny', run: 1 });
  });

  it('replaces a report that is there, and leaves it as it is when it cannot', async () => {
    const cwd = project.copy();
    writeFileSync(join(cwd, 'tiny-1.html'), 'old');
    await assay(['report'], { cwd });
    expect(readFileSync(join(cwd, 'tiny-1.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const { code, err } = await assay(['report', '-o', 'nowhere/x.html'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('Cannot write the report to');
    expect(err).toContain('Hint: Pass -o a file in a folder that exists');
    expect(existsSync(join(cwd, 'nowhere'))).toBe(false);
  });

  it.each([
    [['report', 'tiny@9'], 'Experiment "tiny" has no run 9 in this store', 'Its runs are 1.'],
    [['report', 'tniy'], 'Experiment "tniy" has no run in this store, did you mean "tiny"?', 'tiny'],
    [['report', '--store', 'empty'], 'There is no run in the store at', 'Run an experiment first'],
  ])('%j says what is wrong and what to do', async (args, message, hint) => {
    const { code, out, err } = await assay(args, { cwd: project.folder });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`Error: ${message}`);
    expect(err).toContain(hint);
  });

  it('says what it lacks where records are collected and published files edited', async () => {
    const cwd = project.copy();
    const folder = join(cwd, 'artifacts');
    rmSync(join(folder, 'actions'), { recursive: true });
    chmodSync(join(folder, 'objects'), 0o755);
    rmSync(join(folder, 'objects'), { recursive: true, force: true });
    writeFileSync(join(folder, 'runs', 'tiny', '1', 'contact-sheet.png'), 'edited');
    const { code, err } = await assay(['report'], { cwd });
    expect(code).toBe(0);
    expect(err).toContain('contact-sheet.png is left out. It is not there any more as the run made it');
    expect(err).toMatch(/The records of (\d+) of \1 steps are no longer in the store/);
    const document = documentIn(join(cwd, 'tiny-1.html'));
    expect(document.answer).toHaveLength(1);
    expect(document.figures.filter(({ source }) => source !== undefined).length).toBeGreaterThan(0);
  });

  it('reports a run that was killed, with and without its journal', async () => {
    const cwd = project.copy();
    const file = join(cwd, 'artifacts', 'runs', 'tiny', '1', 'run.json');
    writeFileSync(file, JSON.stringify(diedAt(JSON.parse(readFileSync(file, 'utf8')) as never)));
    const outcomes = async (): Promise<readonly string[]> => {
      const { code, err } = await assay(['report'], { cwd });
      expect(code).toBe(0);
      expect(err).toContain('The run was killed');
      return documentIn(join(cwd, 'tiny-1.html')).steps.map(({ outcome }) => outcome);
    };
    // Its journal tells what became of its steps; without it nobody knows.
    expect(new Set(await outcomes())).toEqual(new Set(['run']));
    rmSync(join(cwd, 'artifacts', 'runs', 'tiny', '1', 'events.jsonl'));
    expect(new Set(await outcomes())).toEqual(new Set(['unknown']));
  });

  it('leads with what the stages say of the steps that the answer is made from', async () => {
    const cwd = project.copy();
    await assay(['report', '-o', 'x.html'], { cwd });
    const { lead } = documentIn(join(cwd, 'x.html'));
    expect(lead[0]).toMatch(/similar filters than among random directions/);
    expect(lead.at(-1)).toMatch(/^The network classifies [\d.]+( to [\d.]+)?\u00a0% of the test images correctly\.$/);
  });

  it('loads what the page is made of for no other command, and Preact for none', async () => {
    const notes = noteModules(tempDir());
    await assay(['show', 'tiny'], { cwd: project.folder, env: notes.env });
    expect(notes.loaded().filter((url) => /dagre|csv-parse|preact/.test(url))).toEqual([]);
    await assay(['report', '--json'], { cwd: project.folder, env: notes.env });
    expect(notes.loaded().some((url) => url.includes('dagre'))).toBe(true);
    expect(notes.loaded().filter((url) => url.includes('preact'))).toEqual([]);
  });
});
