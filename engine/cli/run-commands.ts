import type { Command, Option } from 'commander';
import type { Application } from './application.ts';
import type { ReportOptions } from './report.ts';
import type { RmOptions } from './rm.ts';
import type { TagOptions } from './tag.ts';
import type { Terminal } from './output.ts';

/**
 * Declares the commands that keep order among the runs of a store and hand them over: `report`, `tag`, `note` and `rm`.
 *
 * @param declare makes a command: its name, what it does, examples
 * @param shared the options that these commands have in common with others
 * @param ended hears the exit code
 */
export function declareRunCommands(
  declare: (name: string, description: string, examples: string) => Command,
  shared: { store(): Option; json(): Option },
  { application, terminal }: { readonly application: Application; readonly terminal: Terminal },
  ended: (code: number) => void,
): void {
  declare(
    'report',
    'write one HTML file with everything about a run, to look at and to hand over',
    '  assay report                               the run that started last\n  assay report quickstart@3 -o quickstart.html\n  assay report quickstart --json             the data of the report',
  )
    .argument('[run]', 'EXPERIMENT or EXPERIMENT@RUN (default: the run that started last)')
    .option('-o, --output <file>', 'the file to write (default: EXPERIMENT-RUN.html in this folder)')
    .addOption(shared.store())
    .addOption(shared.json())
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { reportCommand } = await import('./report.ts');
      ended(await reportCommand(run, options, application, terminal));
    });

  declare(
    'tag',
    'give tags to a run: "assay log --tag" finds it, and "assay gc" keeps it',
    '  assay tag quickstart paper                 the newest run\n  assay tag quickstart@3 paper figure-2\n  assay tag quickstart@3 paper --remove',
  )
    .argument('<run>', 'EXPERIMENT or EXPERIMENT@RUN (default: the newest run)')
    .argument('<tag...>', 'the tags')
    .option('--remove', 'take these tags away', false)
    .addOption(shared.store())
    .addOption(shared.json())
    .action(async (run: string, tags: string[], options: TagOptions) => {
      const { tagCommand } = await import('./tag.ts');
      ended(await tagCommand(run, tags, options, terminal));
    });

  declare(
    'note',
    'keep a remark beside a run; an empty text removes it',
    '  assay note quickstart "with the new optimizer"\n  assay note quickstart@3 ""',
  )
    .argument('<run>', 'EXPERIMENT or EXPERIMENT@RUN (default: the newest run)')
    .argument('<text>', 'the remark; it replaces the one before')
    .addOption(shared.store())
    .addOption(shared.json())
    .action(async (run: string, text: string, options: { store: string; json: boolean }) => {
      const { noteCommand } = await import('./note.ts');
      ended(await noteCommand(run, text, options, terminal));
    });

  declare(
    'rm',
    'remove runs with their folders; "assay gc" then deletes the results that only they had',
    '  assay rm quickstart@3\n  assay rm quickstart@3 quickstart@4 --yes',
  )
    .argument('<run...>', 'EXPERIMENT@RUN')
    .option('-y, --yes', 'do not ask', false)
    .addOption(shared.store())
    .addOption(shared.json())
    .action(async (runs: string[], options: RmOptions) => {
      const { rmCommand } = await import('./rm.ts');
      ended(await rmCommand(runs, options, terminal));
    });
}
