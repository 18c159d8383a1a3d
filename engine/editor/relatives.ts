import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { LARGEST_FILE } from '../read/yaml.ts';

/** A folder with more files than these is no folder of experiments. */
const MOST_FILES = 2000;
const DEEPEST = 8;

/** Files that may extend others: those of a project, or of a file's own folder, by what they say. Reads the disk. */
export function filesThatExtend(file: string, root: string | undefined): readonly string[] {
  if (!isAbsolute(file)) return [];
  const found: string[] = [];
  let left = MOST_FILES;
  const look = (folder: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      if (left-- <= 0) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < DEEPEST && !entry.name.startsWith('.') && entry.name !== 'node_modules') look(path, depth + 1);
      } else if (entry.isFile() && /\.ya?ml$/i.test(entry.name) && extendsOthers(path)) found.push(path);
    }
  };
  look(root ?? dirname(file), 0);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function extendsOthers(path: string): boolean {
  try {
    return statSync(path).size <= LARGEST_FILE && /^extends\s*:/m.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
