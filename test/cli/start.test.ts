import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Commands that cannot begin.

/** Runs a line of shell in which `assay` is the program. */
function shell(line: string): { status: number | null; stdout: string; stderr: string } {
  const script = `assay() { "${process.execPath}" "${MAIN}" "$@"; }\n${line}`;
  return spawnSync('bash', ['-c', script], { cwd: tempDir(), encoding: 'utf8' });
}

describe('assay, where it cannot begin', () => {
  it.each([
    'log',
    'show tiny',
    `plan ${TINY}`,
    `run ${TINY} --store ${join(tmpdir(), 'nowhere')}`,
    `validate ${TINY}`,
    'gc --dry-run',
    'fsck',
    'schema',
    '--help',
    'nonsense',
  ])('says that the current folder is gone: assay %s [C5, case 13]', (command) => {
    expect(shell(`mkdir gone; cd gone; rmdir ../gone; assay ${command}`)).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'Error: The current folder no longer exists\nHint: Change to a folder that exists and run the command again.\n',
    });
  });

  it('says that too few files may be opened, however few [C5]', () => {
    const told = new Set<string>();
    for (let files = 20; files <= 40; files += 2) {
      const { status, stderr } = shell(`ulimit -n ${files}; assay run ${TINY} --until data`);
      if (status === 0) continue;
      const [error = '', hint] = stderr.trimEnd().split('\n').slice(-2);
      expect({ files, status, stderr }).toMatchObject({
        files,
        status: 1,
        stderr: expect.not.stringMatching(/ at |bug/) as string,
      });
      expect(error).toMatch(/^Error: .*\(EMFILE\)$/);
      expect(hint).toBe('Hint: Allow more, for example with "ulimit -n 1024", and run the command again.');
      told.add(error);
    }
    expect(told.size).toBeGreaterThan(0);
  });

  it.each([
    ['nonsense', "Error: unknown command 'nonsense'"],
    ['runn x', "Error: unknown command 'runn'\n(Did you mean run?)"],
    ['run --nonsense', "Error: unknown option '--nonsense'"],
    ['log --store', "Error: option '--store <dir>' argument missing"],
    [
      'run -j 0 x',
      "Error: option '-j, --jobs <n>' argument '0' is invalid. Expected a whole number from 1, found \"0\".",
    ],
    ['show', "Error: missing required argument 'experiment'"],
    ['validate nowhere.yaml', 'Error: Cannot open the experiment file "nowhere.yaml": there is no such file'],
  ])('begins with "Error:" whoever found it: assay %s [D10]', (command, message) => {
    const { status, stderr } = shell(`assay ${command}`);
    expect(status).toBe(2);
    expect(stderr.startsWith(`${message}\n`)).toBe(true);
  });
});
