import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitCommit } from '../../../engine/runs/git.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A folder whose `.git` holds these files. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = tempDir();
  mkdirSync(join(folder, '.git', 'refs', 'heads', 'topic'), { recursive: true });
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, '.git', name), content);
  return folder;
}

describe('gitCommit()', () => {
  it('reads a branch, from a folder below too', () => {
    const folder = repository({ HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${COMMIT}\n` });
    expect(gitCommit(folder)).toBe(COMMIT);
    expect(gitCommit(join(folder, 'deep', 'er'))).toBe(COMMIT);
  });

  it('reads a detached head', () => {
    expect(gitCommit(repository({ HEAD: `${COMMIT}\n` }))).toBe(COMMIT);
  });

  it('reads a packed branch', () => {
    const packed = `# pack-refs with: peeled\n${'f'.repeat(40)} refs/heads/a/topic/x\n${COMMIT} refs/heads/topic/x\n`;
    expect(gitCommit(repository({ HEAD: 'ref: refs/heads/topic/x\n', 'packed-refs': packed }))).toBe(COMMIT);
  });

  it('follows a linked working tree to its branch in the main one', () => {
    const main = repository({ HEAD: 'ref: refs/heads/main\n', 'refs/heads/topic/y': COMMIT });
    const own = join(main, '.git', 'worktrees', 'tree');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'HEAD'), 'ref: refs/heads/topic/y\n');
    writeFileSync(join(own, 'commondir'), '../..\n');
    const tree = tempDir();
    writeFileSync(join(tree, '.git'), `gitdir: ${own}\n`);
    expect(gitCommit(tree)).toBe(COMMIT);
  });

  it('is undefined without a commit, or with files that say nothing sensible', () => {
    expect(gitCommit(repository({ HEAD: 'ref: refs/heads/main\n' }))).toBeUndefined();
    expect(gitCommit(repository({ HEAD: 'rubbish' }))).toBeUndefined();
    expect(gitCommit('/')).toBeUndefined();
  });
});
