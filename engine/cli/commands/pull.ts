import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, remoteOption, storeOption } from '../options.ts';
import { plural } from '../../report/messages.ts';
import { pullRun, type Pulled } from '../../runs/pull.ts';
import { onInterrupt } from '../interrupt.ts';
import { EXIT, showBytes } from '../output.ts';
import { enterHere } from '../project.ts';
import { needRemote, transferLine, withCache } from '../remote.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<name>', 'what the run is called there: EXPERIMENT or EXPERIMENT@NAME')
    .addOption(remoteOption())
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay pull NAME`: downloads a run with all it needs, verified, and keeps it under the next number. */
export const pull = defineCommand({
  declare,
  help: `Examples:
  assay pull quickstart                        download the run that was pushed last
  assay pull quickstart@table-2
  assay show quickstart && assay verify experiments/quickstart.yaml

Every file is verified before it is kept. Passwords and keys come from the environment: see docs/remote.md.`,
  run: download,
});

async function download(reference: string, options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const { application, project } = await enterHere(await line.application(), options);
  const settings = needRemote(options.remote, project);
  const name = reference.includes('@') ? reference : `${reference}@latest`;
  return withStore(options.store, async (store) => {
    const interrupt = onInterrupt();
    const tell = (message: string): void => terminal.err(`note: ${message}`);
    try {
      const pulled = await withCache(settings, tell, (cache) =>
        pullRun(store, cache, {
          name,
          stages: application.registry.stages,
          signal: interrupt.signal,
          progress: options.json ? () => undefined : transferLine('Downloaded', terminal),
        }),
      );
      const { run, known, objects, bytes } = pulled;
      const { experiment, number } = run;
      if (options.json) terminal.out(JSON.stringify({ name, experiment, run: number, known, objects, bytes }));
      else terminal.out(showPulled(pulled));
      return EXIT.done;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      terminal.err('Interrupted. What has come is kept; pull again to continue.');
      return interrupt.code();
    } finally {
      interrupt.done();
    }
  });
}

function showPulled({ run, known, objects, bytes }: Pulled): string {
  const what = known
    ? `It is here already, as run ${run.number} of ${run.experiment}`
    : `It is run ${run.number} of ${run.experiment} here`;
  return `Downloaded ${plural(objects, 'file')} (${showBytes(bytes)}). ${what}: assay show ${run.experiment} ${run.number}`;
}
