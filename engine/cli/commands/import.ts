import { Option } from '@commander-js/extra-typings';
import { createReadStream } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption } from '../options.ts';
import { openBundle, type OpenBundle } from '../../bundle/open.ts';
import { readContent, takeIn } from '../../bundle/take-in.ts';
import { placeProject, unpackProject } from '../../bundle/unpack.ts';
import { finishDigest, startDigest } from '../../core/digest.ts';
import { StageFailure, UsageError } from '../../core/failure.ts';
import { shellWord } from '../../document/provenance.ts';
import { fileDigests } from '../../execute/file-digests.ts';
import { plural } from '../../report/messages.ts';
import { onInterrupt } from '../interrupt.ts';
import { EXIT, showBytes, shownPath, type Terminal } from '../output.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<bundle>', 'a file that "assay export EXPERIMENT --to bundle" has written')
    .option('--into <dir>', 'the folder for the project of the experiment (default: named after the experiment)')
    .option('--digest <digest>', 'take it in only if the file has this digest: sha256:...')
    // Other than elsewhere, the project is one that does not exist yet.
    .addOption(
      new Option('--store <dir>', 'where results are stored (default: the folder "artifacts" of the new project)').env(
        'ASSAY_STORE',
      ),
    )
    .addOption(jsonOption());

type ImportOptions = OptionsOf<typeof declare>;

/** `assay import BUNDLE`: verifies a bundle, and makes of it a project with its run. */
export const importCommand = defineCommand({
  declare,
  help: `Examples:
  assay import quickstart-3.zip                       into ./quickstart, with a store of its own
  assay import quickstart-3.zip --into review --digest sha256:0f3a...
  assay import quickstart-3.zip --store /lab/store    its results into a store that is there

Every file is verified before anything is written; a bundle that was changed is refused, with the names of the files. Then "assay
show", "report", "verify" and "run" work in the new folder. Packs and programs of a bundle are code of whoever made it: they run when
you run or plan the experiment, not when you import it. Read them first.`,
  choosesStore: true,
  run: importBundle,
});

async function importBundle(file: string, options: ImportOptions, { terminal }: Line): Promise<number> {
  const path = resolve(file);
  const interrupt = onInterrupt();
  try {
    if (options.digest !== undefined) await checkDigest(path, options.digest);
    const bundle = await openBundle(path, interrupt.signal);
    try {
      return await takeFrom(bundle, path, options, { terminal, signal: interrupt.signal });
    } finally {
      bundle.close();
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    terminal.err('Interrupted. What has come is kept; import again to continue.');
    return interrupt.code();
  } finally {
    interrupt.done();
  }
}

async function takeFrom(
  bundle: OpenBundle,
  path: string,
  options: ImportOptions,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<number> {
  const content = await readContent(bundle);
  const folder = resolve(options.into ?? content.run.experiment);
  const files = placeProject(bundle, folder, fileDigests());
  return withStore(options.store ?? join(folder, 'artifacts'), async (store) => {
    const { run, known, objects, bytes } = await takeIn(store, bundle, content, { name: basename(path), signal });
    await unpackProject(bundle, files);
    const { experiment, number } = run;
    if (options.json) {
      const written = files.filter(({ isThere }) => !isThere).map(({ target }) => relative(folder, target));
      terminal.out(
        JSON.stringify({
          experiment,
          run: number,
          known,
          folder: shownPath(folder),
          store: shownPath(store.root),
          objects,
          bytes,
          files: written,
        }),
      );
      return EXIT.done;
    }
    const own = options.store === undefined ? '' : ` --store ${shellWord(shownPath(store.root))}`;
    terminal.out(
      [
        `${plural(bundle.files.size, 'file')} verified. ${known ? 'It was here already' : 'It is here now'}: run ${number} of ${experiment} (${plural(objects, 'new artifact')}, ${showBytes(bytes)}).`,
        `  cd ${shellWord(shownPath(folder))}`,
        `  assay show ${experiment} ${number}${own}`,
        `  assay run ${shellWord(run.file)}${own}`,
      ].join('\n'),
    );
    return EXIT.done;
  });
}

/** @throws UsageError when the text is no digest or the file cannot be read; StageFailure when it has another digest */
async function checkDigest(path: string, digest: string): Promise<void> {
  if (!/^(sha256:)?[0-9a-f]{64}$/.test(digest))
    throw new UsageError(`Expected --digest sha256: and 64 hex digits, found "${digest}"`);
  const hash = startDigest();
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new UsageError(`Cannot open the bundle "${path}": ${(cause as Error).message}`, { cause });
  }
  const found = finishDigest(hash);
  if (found === `sha256:${digest.replace('sha256:', '')}`) return;
  throw new StageFailure(`The bundle ${path} has another digest: ${found}`, {
    hint: 'Nothing was taken from it. Ask whoever made the bundle for it again.',
  });
}
