import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { canonical, type Json } from '../../engine/core/json.ts';
import { assay, ROOT, TINY } from '../helpers/assay.ts';
import { HEAVY, noteModules } from '../helpers/loaded-modules.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const COMMANDS = [
  'run',
  'cancel',
  'plan',
  'validate',
  'verify',
  'accept',
  'show',
  'attach',
  'log',
  'diff',
  'graph',
  'schema',
  'lsp',
  'init',
  'completion',
  'gc',
  'fsck',
  'backend',
  'fetch',
  'report',
  'ui',
  'push',
  'pull',
  'export',
  'import',
  'tag',
  'note',
  'rm',
];

describe('assay --help', () => {
  it('lists every command, examples and exit codes', async () => {
    const { code, out, err } = await assay(['--help'], { cwd: tempDir() });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const listed = [...out.matchAll(/^ {2}([a-z]+) [ <[]/gm)].map((match) => match[1]);
    expect(listed).toEqual([...COMMANDS, 'help']);
    expect(out).toContain('Examples:\n  assay run experiments/quickstart.yaml');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'Exit codes: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the terminal closed, 130 interrupted.',
    );
  });

  it.each(COMMANDS)('%s --help has examples', async (command) => {
    const { code, out, err } = await assay([command, '--help'], { cwd: tempDir() });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: assay ${command} `));
    expect(out).toMatch(new RegExp(`\nExamples:\n  assay ${command}`));
  });

  it.each([
    { args: ['--help'] },
    { args: ['run', '--help'] },
    { args: ['--version'] },
    { args: ['validate', TINY] },
    { args: ['validate', TINY, '--shapes'] },
  ])('never loads TensorFlow: $args', async ({ args }) => {
    const notes = noteModules(tempDir());
    const { code } = await assay(args, { cwd: tempDir(), env: notes.env });
    expect(code).toBe(0);
    expect(notes.loaded().some((module) => module.includes('dist/program/'))).toBe(true);
    expect(notes.loaded().filter((module) => HEAVY.test(module))).toEqual([]);
  });
});

describe('assay', () => {
  it.each([
    { args: ['--help'], commands: [] },
    { args: ['--version'], commands: [] },
    { args: ['help', 'rm'], commands: ['rm'] },
    { args: ['--help', 'run'], commands: ['run'] },
    { args: ['log', '--help'], commands: ['log'] },
  ])('loads the command that is named, no other one, and no stages: $args', async ({ args, commands }) => {
    const notes = noteModules(tempDir());
    expect((await assay(args, { cwd: tempDir(), env: notes.env })).code).toBe(0);
    const parts = notes.loaded().flatMap((module) => /\/program\/([a-z]+)-[A-Z0-9]{8}\.js$/.exec(module)?.[1] ?? []);
    expect(parts.filter((part) => COMMANDS.includes(part))).toEqual(commands);
    expect(parts).not.toContain('application');
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await assay(['--version'], { cwd: tempDir() })).out).toBe(`${version}\n`);
  });

  it.each([
    [['runn', TINY], "Error: unknown command 'runn'\n(Did you mean run?)"],
    [['run'], 'Hint: For example: assay run experiments/quickstart.yaml'],
    [['run', TINY, '--job', '2'], "Error: unknown option '--job'\n(Did you mean --jobs?)"],
    [['run', TINY, '--jobs', '0'], 'Expected a whole number from 1, found "0".'],
    [['graph', TINY, '--format', 'svg'], 'Allowed choices are mermaid, dot.'],
  ])('ends with code 2 and a suggestion: %j', async (args, message) => {
    const { code, out, err } = await assay(args, { cwd: tempDir() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('at file:');
  });

  it('shows the help when called with nothing', async () => {
    const { code, out, err } = await assay([], { cwd: tempDir() });
    expect(code).toBe(2);
    expect(out + err).toContain('Usage: assay');
  });

  it('schema prints the schema that editors use', async () => {
    const { code, out } = await assay(['schema'], { cwd: tempDir() });
    expect(code).toBe(0);
    const kept = readFileSync(join(ROOT, 'schema', 'experiment.schema.json'), 'utf8');
    const same = canonical(JSON.parse(out) as Json) === canonical(JSON.parse(kept) as Json);
    expect(same, 'schema/experiment.schema.json is out of date: run "npm run generate"').toBe(true);
  });

  it('notices what is loaded: the control of the tests above', async () => {
    const notes = noteModules(tempDir());
    const heavy = "await import('@tensorflow/tfjs-core')";
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', heavy], {
      cwd: ROOT,
      env: { ...process.env, ...notes.env },
    });
    expect(notes.loaded().some((module) => HEAVY.test(module))).toBe(true);
  });

  it('backend names what computes, and times it', async () => {
    const { code, out } = await assay(['backend', '--json'], { cwd: tempDir() });
    expect(code).toBe(0);
    const facts = JSON.parse(out) as { backend: string; library: string; probe: { matmul: { medianMs: number } } };
    expect(['tensorflow', 'portable']).toContain(facts.backend);
    expect(facts.library).toMatch(/^\d+\.\d+/);
    expect(facts.probe.matmul.medianMs).toBeGreaterThan(0);
  });
});
