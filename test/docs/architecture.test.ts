import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/assay.ts';

// The tree and the table of imports in docs/architecture.md, compared with the folders and with every import statement.

const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');

function foldersIn(path: string): readonly string[] {
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** Folders and files of the first block of the page, as paths; a line may name several. */
function treeOfPage(): readonly string[] {
  const [, block = ''] = page.split('```');
  const paths: string[] = [];
  let above = '';
  for (const line of block.split('\n')) {
    const [, indent = '', names = ''] = /^( *)((?:[\w.-]+\/?(?:, )?)+)/.exec(line) ?? [];
    const [first = ''] = names.split(', ');
    if (first === '') continue;
    if (indent === '') above = first;
    for (const name of names.split(', ').filter((each) => each !== ''))
      paths.push(indent === '' ? name : `${above}${name}`);
  }
  return paths;
}

/** Room of the engine -> the rooms that its row allows. */
function tableOfPage(): ReadonlyMap<string, readonly string[]> {
  const rows = page.matchAll(/^\| `engine\/(\w+)` \| (.*?) \|/gm);
  return new Map(
    Array.from(rows, ([, room = '', cell = '']) => [
      room,
      [...cell.matchAll(/`(\w+)(?:\/store\.ts)?`/g)].map(([, name = '']) => name),
    ]),
  );
}

/** The other rooms of the engine that a room imports. */
function importsOf(room: string): ReadonlySet<string> {
  const files = readdirSync(join(ROOT, 'engine', room), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const found = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(ROOT, 'engine', room, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from |import\()'(\.[^']*)'/g)) {
      const [, other = ''] = /^engine\/(\w+)\//.exec(normalize(join('engine', room, dirname(file), path))) ?? [];
      if (other !== '' && other !== room) found.add(other);
    }
  }
  return found;
}

describe('the tree in docs/architecture.md', () => {
  it('names only what is there, apart from the store', () => {
    const missing = treeOfPage().filter((path) => path !== 'artifacts/' && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it('names every room of the engine and every folder that stages share', () => {
    const tree = treeOfPage();
    expect(foldersIn('engine').filter((name) => !tree.includes(`engine/${name}/`))).toEqual([]);
    const shared = foldersIn('stages').filter((name) => !existsSync(join(ROOT, 'stages', name, 'stage.ts')));
    expect(shared.length).toBeGreaterThan(0);
    expect(shared.filter((name) => !tree.includes(`stages/${name}/`))).toEqual([]);
  });
});

describe('the table of imports in docs/architecture.md', () => {
  it.each(foldersIn('engine').filter((room) => room !== 'cli'))('says what engine/%s imports', (room) => {
    const allowed = tableOfPage().get(room);
    expect([...importsOf(room)].filter((other) => allowed?.includes(other) !== true)).toEqual([]);
  });
});
