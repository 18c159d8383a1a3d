import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gatherBundle } from '../bundle/gather.ts';
import { writeBundle } from '../bundle/write.ts';
import { UsageError } from '../core/failure.ts';
import { plural } from '../report/messages.ts';
import { bundledProject } from './bundle-project.ts';
import type { Line } from './command.ts';
import { onInterrupt } from './interrupt.ts';
import { EXIT, showBytes, shownPath } from './output.ts';
import { runAt } from './references.ts';
import { typedPath } from './user-folder.ts';
import { withStore } from './with-store.ts';

/** What the user has said of the bundle. */
interface BundleOptions {
  readonly store: string;
  readonly output?: string | undefined;
  readonly license?: string | undefined;
  readonly author?: string | undefined;
  /** Whether to take the files that steps have read. */
  readonly files: boolean;
  readonly experiment?: string | undefined;
  readonly json: boolean;
}

/**
 * Writes a run with all it needs into one file.
 *
 * @throws UsageError when there is no such run, or something is in the place of the file; StageFailure when a result is gone
 */
export async function exportBundle(
  what: string,
  options: BundleOptions,
  { terminal, application }: Line,
): Promise<number> {
  if (options.experiment !== undefined)
    throw new UsageError('Expected the run of a bundle as EXPERIMENT@RUN, found --experiment', {
      hint: `Write assay export ${options.experiment} --to bundle`,
    });
  // Absolute: packs make the process work in the project's folder.
  const [storePath, output] = [resolve(options.store), options.output && resolve(options.output)];
  return withStore(storePath, async (store) => {
    const run = await runAt(store, what);
    const path = output ?? resolve(typedPath(`${run.experiment}-${run.number}.zip`));
    if (existsSync(path))
      throw new UsageError(`There is something at "${shownPath(path)}" already`, {
        hint: 'Remove it, or pass -o the path of a file that does not exist yet.',
      });
    if (!existsSync(dirname(path)))
      throw new UsageError(`Cannot write the bundle: there is no folder "${shownPath(dirname(path))}"`, {
        hint: 'Pass -o a file in a folder that exists.',
      });
    const { license, author } = options;
    const {
      application: entered,
      project,
      gaps,
    } = await bundledProject(store, run, await application(), options.files);
    const { registry, terms, version } = entered;
    const entries = gatherBundle(store, run, { project, stages: registry.stages, license, author, terms, version });
    const interrupt = onInterrupt();
    try {
      const { digest, bytes } = await writeBundle(store, entries, path, interrupt.signal);
      for (const gap of gaps) terminal.err(`note: ${gap}`);
      for (const { path: file, why } of project.left) terminal.err(`note: ${file} is not in the bundle: ${why}`);
      const { experiment, number } = run;
      const left = project.left.map((each) => ({ ...each }));
      if (options.json)
        terminal.out(
          JSON.stringify({
            experiment,
            run: number,
            file: shownPath(path),
            digest,
            bytes,
            files: entries.length,
            left,
            gaps,
          }),
        );
      else
        terminal.out(
          `${shownPath(path)}: run ${number} of ${experiment}, ${plural(entries.length, 'file')} (${showBytes(bytes)})\n${digest}\nTake it in with: assay import ${shownPath(path)}`,
        );
      return EXIT.done;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      terminal.err('Interrupted. There is no bundle.');
      return interrupt.code();
    } finally {
      interrupt.done();
    }
  });
}
