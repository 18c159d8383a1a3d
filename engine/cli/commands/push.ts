import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, remoteOption, storeOption } from '../options.ts';
import { UsageError } from '../../core/failure.ts';
import { plural } from '../../report/messages.ts';
import { pushRun } from '../../runs/push.ts';
import { onInterrupt } from '../interrupt.ts';
import { EXIT, showBytes } from '../output.ts';
import { enterHere } from '../project.ts';
import { runAt } from '../references.ts';
import { needRemote, transferLine, withCache } from '../remote.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<run>', 'EXPERIMENT or EXPERIMENT@RUN')
    .option('--as <name>', 'what to call the run there, after "EXPERIMENT@" (default: its number)')
    .option('--replace', 'take the name away from another run', false)
    .addOption(remoteOption())
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay push RUN`: uploads a run with all it needs to the remote cache. */
export const push = defineCommand({
  declare,
  help: `Examples:
  assay push quickstart                                upload the newest run
  assay push quickstart@3 --as table-2                 others get it with: assay pull quickstart@table-2
  assay push quickstart@3 --remote s3://lab/assay

Only what the remote cache lacks is uploaded. Passwords and keys come from the environment: see docs/remote.md.`,
  run: upload,
});

async function upload(reference: string, options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const { application, project } = await enterHere(await line.application(), options);
  const settings = needRemote(options.remote, project);
  checkName(options.as);
  return withStore(options.store, async (store) => {
    const run = await runAt(store, reference);
    const name = `${run.experiment}@${options.as ?? run.number}`;
    const interrupt = onInterrupt();
    const tell = (message: string): void => terminal.err(`note: ${message}`);
    try {
      const pushed = await withCache(settings, tell, (cache) =>
        pushRun(store, run, cache, {
          name,
          replace: options.replace,
          stages: application.registry.stages,
          signal: interrupt.signal,
          progress: options.json ? () => undefined : transferLine('Uploaded', terminal),
        }),
      );
      if (options.json) terminal.out(JSON.stringify({ name, ...pushed }));
      else {
        const amount = `${plural(pushed.results, 'result')}; ${plural(pushed.objects, 'file')} (${showBytes(pushed.bytes)}) had to be uploaded`;
        terminal.out(
          `Run ${run.number} of ${run.experiment} is at the remote cache: ${amount}.\nGet it with: assay pull ${name}`,
        );
      }
      return EXIT.done;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      terminal.err('Interrupted. What was uploaded stays there; push again to continue.');
      return interrupt.code();
    } finally {
      interrupt.done();
    }
  });
}

/** @throws UsageError */
function checkName(name: string | undefined): void {
  if (name === undefined || /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return;
  throw new UsageError(`Cannot call a run ${JSON.stringify(name)}`, {
    hint: 'Use 1 to 64 letters, digits, ".", "_" and "-", with a letter or a digit first.',
  });
}
