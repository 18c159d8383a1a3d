import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { start, type Ended, type StartOptions } from './process.ts';
import { writeExperiment } from './toy-experiment.ts';

/** What trials work with. */
export class Bench {
  /** The bundled command line over toy stages: toy.fixture.ts. */
  readonly toy: string;
  /** The real program, dist/main.js. */
  readonly program: string;
  /** The compiled shim.c; undefined where there is no compiler. */
  readonly shim: string | undefined;
  readonly #folder: string;
  readonly #finished = new Map<string, Promise<string>>();
  #count = 0;

  /** @param folder an empty one that others may look into */
  constructor(folder: string, files: { readonly toy: string; readonly program: string; readonly shim?: string }) {
    this.#folder = folder;
    this.toy = files.toy;
    this.program = files.program;
    this.shim = files.shim;
  }

  /** A new folder with the experiment toy.yaml, in which anybody may write. */
  newFolder(): string {
    this.#count += 1;
    const folder = join(this.#folder, String(this.#count));
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    writeExperiment(folder);
    return folder;
  }

  /** A new folder whose store holds a whole run of toy.yaml: a copy, with its times, of one that was made once. */
  async finishedFolder(): Promise<string> {
    const first = await this.once('finished', async (folder) => {
      const { code, err } = await this.assay(folder, ['run', 'toy.yaml']);
      if (code !== 0) throw new Error(`The toy does not run:\n${err}`);
    });
    return this.copyOf(first);
  }

  /** A folder that is made once for all trials that ask for it by its name. */
  once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
    let made = this.#finished.get(name);
    if (made === undefined) {
      const folder = this.newFolder();
      made = make(folder).then(() => folder);
      this.#finished.set(name, made);
    }
    return made;
  }

  copyOf(folder: string): string {
    const copy = this.newFolder();
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    return copy;
  }

  /** Runs the toy command line to its end. */
  assay(cwd: string, args: readonly string[], options: Partial<StartOptions> = {}): Promise<Ended> {
    return this.start(cwd, args, options).ended;
  }

  start(cwd: string, args: readonly string[], options: Partial<StartOptions> = {}): ReturnType<typeof start> {
    return start([process.execPath, this.toy, ...args], { cwd, ...options });
  }

  /** Starts the real program. */
  startProgram(cwd: string, args: readonly string[], options: Partial<StartOptions> = {}): ReturnType<typeof start> {
    return start([process.execPath, this.program, ...args], { cwd, ...options });
  }

  remove(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts beside the bundled toy what it does not hold: the schema of experiment files, and the package that it asks for when it
 * runs, with those that one needs. Copies, because other users may not be allowed to look into the project's folder.
 */
export function furnishToy(root: string, folder: string): void {
  for (const name of ['experiment.json', 'project.json']) cpSync(join(root, 'schema', name), join(folder, name));
  const packages = ['ajv'];
  for (const name of packages) {
    const target = join(folder, 'node_modules', name);
    if (existsSync(target)) continue;
    cpSync(join(root, 'node_modules', name), target, { recursive: true, dereference: true });
    const { dependencies = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    packages.push(...Object.keys(dependencies));
  }
}

/** Compiles the shim into a folder; undefined when there is no C compiler, or none that can. */
export function compileShim(source: string, folder: string): string | undefined {
  const file = join(folder, 'shim.so');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', file, source, '-ldl'], { stdio: 'ignore' });
  if (status !== 0) return undefined;
  chmodSync(file, 0o755);
  return file;
}
