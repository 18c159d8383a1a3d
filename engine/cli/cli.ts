import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../core/failure.ts';
import type { Application } from './application.ts';
import type { GcOptions } from './gc.ts';
import { wrapHelp } from './help.ts';
import type { LogOptions } from './log.ts';
import { EXIT, realTerminal, type Terminal } from './output.ts';
import type { PlanOptions } from './plan.ts';
import { declareRunCommands } from './run-commands.ts';
import type { RunOptions } from './run.ts';
import type { ShowOptions } from './show.ts';
import { needCurrentFolder, tellError } from './tell-error.ts';
import type { VerifyOptions } from './verify.ts';

/**
 * The command line. Resolves to the exit code: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the terminal is
 * gone, 130 interrupted. The code of a command that executes steps says what became of them, also when its output is lost; any
 * other has failed then. Each command's code is imported when it is used, so that `--help` is instant.
 */
export async function main(
  args: readonly string[],
  application: Application,
  terminal: Terminal = realTerminal(),
): Promise<number> {
  let code: number = EXIT.done;
  const width = terminal.columns ?? 80;
  /** Whether the command executes steps. */
  let executes = false;
  const program = new Command('assay')
    .description('Declarative, cached, reproducible experiments: from a YAML file to verified artifacts')
    .version(application.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHelpWidth: () => width,
      outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')),
    })
    // With all its arguments a command leaves no space for what it does.
    .configureHelp({ subcommandTerm: (each) => each.name(), minWidthToWrap: 20 })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      wrapHelp(
        `
Examples:
  assay run experiments/quickstart.yaml          run what changed, reuse the rest
  assay plan experiments/quickstart.yaml         see what would run, and why
  assay run FILE --set steps.training.epochs=5   change one value for this run
  assay show quickstart                          the newest run and its results

Exit codes: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the terminal is gone, 130 interrupted.`,
        width,
      ),
    );

  const command = (name: string, description: string, examples: string): Command =>
    program
      .command(name)
      .description(description)
      .exitOverride()
      .addHelpText('after', `\n${wrapHelp(`Examples:\n${examples}`, width)}`);
  const several = (flags: string, description: string): Option =>
    new Option(flags, `${description}; may be repeated`).argParser(collect).default([], 'none');
  const jobs = (): Option => new Option('-j, --jobs <n>', 'cores to use at once (default: all)').argParser(positive);
  const set = (): Option =>
    new Option('-s, --set <path=value>', 'override one value of the file; may be repeated')
      .argParser(collect)
      .default([], 'none');
  const store = (): Option =>
    new Option('--store <dir>', 'folder of the store').env('ASSAY_STORE').default('artifacts');
  const json = (): Option => new Option('--json', 'write JSON for programs').default(false);

  command(
    'run',
    'run an experiment: what changed runs, the rest is reused',
    '  assay run experiments/quickstart.yaml\n  assay run experiments/quickstart.yaml --set seed=8 --jobs 4',
  )
    .argument('[file]', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .addOption(several('-f, --force <step>', 'run this step even when its result is there'))
    .addOption(several('--until <step>', 'run this step and what it needs, no more'))
    .addOption(several('--from <step>', 'run this step, what depends on it, and what those need'))
    .addOption(several('--only <step>', 'run this step alone; what it needs must be there'))
    .addOption(new Option('--plan <file>', 'run a plan saved by "assay plan -o", if it still holds'))
    .addOption(new Option('--json', 'write one JSON object per event').default(false))
    .action(async (file: string | undefined, options: RunOptions) => {
      executes = true;
      const { runCommand } = await import('./run.ts');
      code = await runCommand(file, options, application, terminal);
    });

  command(
    'plan',
    'show what a run would do, why, and how long it may take; changes nothing',
    '  assay plan experiments/quickstart.yaml\n  assay plan experiments/quickstart.yaml --set steps.similar.thresholds=[0.7] --json\n  assay plan experiments/quickstart.yaml -o plan.json && assay run --plan plan.json',
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .option('-a, --all', 'list the steps to reuse too', false)
    .addOption(several('-f, --force <step>', 'plan to run this step even when its result is there'))
    .addOption(several('--until <step>', 'plan this step and what it needs, no more'))
    .addOption(several('--from <step>', 'plan this step, what depends on it, and what those need'))
    .addOption(several('--only <step>', 'plan this step alone; what it needs must be there'))
    .addOption(new Option('-o, --output <file>', 'save the plan, to be run by "assay run --plan"'))
    .addOption(json())
    .action(async (file: string, options: PlanOptions) => {
      const { planCommand } = await import('./plan.ts');
      code = await planCommand(file, options, application, terminal);
    });

  command(
    'validate',
    'check experiment files: every fault at once, nothing is run',
    '  assay validate experiments/*.yaml\n  assay validate experiments/quickstart.yaml --shapes',
  )
    .argument('<file...>', 'experiment files')
    .addOption(set())
    .option('--shapes', 'show what is known of every step before it runs: layers, parameters, MACs', false)
    .addOption(json())
    .action(async (files: string[], options: { set: string[]; json: boolean; shapes: boolean }) => {
      const { validateCommand } = await import('./validate.ts');
      code = validateCommand(files, options, application, terminal);
    });

  command(
    'verify',
    'run again in a store of its own and compare every artifact with what a run recorded',
    `  assay verify experiments/quickstart.yaml
  assay verify experiments/quickstart.yaml --until similar
  assay verify experiments/quickstart.yaml --sample 3 --seed 7        three steps, each from its recorded inputs
  assay verify experiments/quickstart.yaml --tolerance default        on another processor: rounding is no difference
  assay verify experiments/quickstart.yaml --tolerance model=1e-6 --set runtime.threads=1

Tolerances bound |a - b| / max(1, |a|, |b|) of two numbers, |a - b| / 255 of two pixels. Without the option every
artifact must have the same bytes. The tolerances of each kind, meant by "default":
  ${showTolerances(application)}`,
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .addOption(several('--until <step>', 'only this step and what it needs'))
    .addOption(new Option('--run <n>', 'number of the run to compare with').default('latest'))
    .addOption(new Option('--sample <n>', 'run only so many steps again, drawn by the seed').argParser(positive))
    .addOption(new Option('--seed <n>', 'draw the same steps again (default: another one each time)').argParser(count))
    .addOption(several('--tolerance <kind=value>', 'take so much for the same; "default" for every kind its own'))
    .addOption(json())
    .action(async (file: string, options: VerifyOptions) => {
      executes = true;
      const { verifyCommand } = await import('./verify.ts');
      code = await verifyCommand(file, options, application, terminal);
    });

  command(
    'accept',
    'take results of steps whose code alone has changed as results of the new code',
    '  assay accept experiments/quickstart.yaml training similar',
  )
    .argument('<file>', 'experiment file')
    .argument('<step...>', 'names of steps, or ids of single instances')
    .addOption(set())
    .addOption(store())
    .addOption(json())
    .action(async (file: string, steps: string[], options: { set: string[]; store: string; json: boolean }) => {
      const { acceptCommand } = await import('./accept.ts');
      code = await acceptCommand(file, steps, options, application, terminal);
    });

  command(
    'show',
    'show a run: its steps, metrics and published files',
    '  assay show quickstart\n  assay show quickstart 3 --json\n  assay show quickstart latest --step training\n  assay show quickstart --sweep training --sort -testAccuracy\n  assay show quickstart --sweep training --columns filters,testAccuracy,seed,params.batchSize --csv\n\nColumns of --sweep: the axes, action, seconds and the metrics; who names them also gets key, seed (of the step) and\nparams.PATH, as in params.optimizer.sgd.learningRate.',
  )
    .argument('<experiment>', 'name of the experiment, or its file')
    .argument('[run]', 'number of the run', 'latest')
    .option('--step <step>', 'show the records of this step and its instances')
    .option('--sweep <step>', 'show all instances of this step as a table: axes, duration, metrics')
    .addOption(
      new Option(
        '--columns <names>',
        'columns of the table, with commas between (default: axes, action, seconds, metrics)',
      ).argParser((text: string) => text.split(',').map((name) => name.trim())),
    )
    .option('--sort <column>', 'sort the table of --sweep; -column for the greatest first')
    .option('--csv', 'write the table of --sweep as CSV', false)
    .addOption(store())
    .addOption(json())
    .action(async (experiment: string, run: string, options: ShowOptions) => {
      const { showCommand } = await import('./show.ts');
      code = await showCommand(experiment, run, options, terminal);
    });

  command(
    'log',
    'list the runs of an experiment, or of all',
    '  assay log\n  assay log quickstart --json\n  assay log --tag paper',
  )
    .argument('[experiment]', 'name of the experiment, or its file')
    .option('--tag <tag>', 'only runs with this tag')
    .addOption(store())
    .addOption(json())
    .action(async (experiment: string | undefined, options: LogOptions) => {
      const { logCommand } = await import('./log.ts');
      code = await logCommand(experiment, options, terminal);
    });

  command(
    'diff',
    'compare two runs, two experiments, or two keys field by field',
    `  assay diff quickstart 1 2                     two runs: file, metrics, artifacts
  assay diff quickstart 1 latest --json
  assay diff classifier mlp                     the newest runs of two experiments, steps matched by id
  assay diff quickstart@1 experiments/tiny.yaml@3
  assay diff --keys quickstart@1:training quickstart@2:training
  assay diff --keys 'tiny:training[filters=6]' 'tiny:training[filters=8]'
  assay diff --keys 3f09af1c55f8 88069d83b592   keys, or their first digits: "assay show --step" tells them`,
  )
    .argument(
      '<first>',
      'name of an experiment, or its file; or EXPERIMENT@RUN; with --keys EXPERIMENT@RUN:STEP or a key',
    )
    .argument('<second>', 'number of a run; or the same of another')
    .argument('[third]', 'number of another run (default: the newest)')
    .option('--keys', 'compare what two keys are made of', false)
    .addOption(store())
    .addOption(json())
    .action(
      async (
        first: string,
        second: string,
        third: string | undefined,
        options: { store: string; json: boolean; keys: boolean },
      ) => {
        if (options.keys) {
          if (third !== undefined) throw new UsageError(`Expected two keys, found a third argument "${third}"`);
          const { diffKeysCommand } = await import('./diff-keys.ts');
          code = await diffKeysCommand([first, second], options, terminal);
        } else {
          const { diffCommand } = await import('./diff.ts');
          code = await diffCommand([first, second, third], options, terminal);
        }
      },
    );

  command(
    'graph',
    'draw the steps and what flows between them, as text for mermaid or dot',
    '  assay graph experiments/quickstart.yaml\n  assay graph experiments/quickstart.yaml --format dot | dot -Tsvg > graph.svg',
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(
      new Option('--format <format>', 'language of the drawing').choices(['mermaid', 'dot']).default('mermaid'),
    )
    .option('-a, --all', 'draw every instance of a swept step', false)
    .addOption(json())
    .action(
      async (file: string, options: { set: string[]; format: 'mermaid' | 'dot'; all: boolean; json: boolean }) => {
        const { graphCommand } = await import('./graph.ts');
        code = graphCommand(file, options, application, terminal);
      },
    );

  command(
    'schema',
    'print the JSON Schema of experiment files, for editors',
    '  assay schema > experiment.schema.json\n  assay schema --for experiments/quickstart.yaml > quickstart.schema.json',
  )
    .option(
      '--for <file>',
      'the schema of this file alone: it offers the names of its steps, outputs, axes, definitions',
    )
    .action(async (options: { for?: string }) => {
      const { schemaCommand } = await import('./schema.ts');
      code = schemaCommand(options, application, terminal);
    });

  command(
    'gc',
    'remove results that no kept run needs, and that nothing has used for an hour; runs with a tag are kept',
    '  assay gc --dry-run\n  assay gc --keep-runs 3 --keep-days 30',
  )
    .addOption(
      new Option('--keep-runs <n>', 'keep the results of the newest runs of each experiment')
        .argParser(count)
        .default(10),
    )
    .addOption(new Option('--keep-days <n>', 'and of the runs of the last days').argParser(count).default(0))
    .option('--prune-runs', 'remove the folders of other runs too, with what they published', false)
    .option('--dry-run', 'only say what would be removed', false)
    .addOption(store())
    .addOption(json())
    .action(async (options: GcOptions) => {
      const { gcCommand } = await import('./gc.ts');
      code = await gcCommand(options, application, terminal);
    });

  command(
    'fsck',
    'check all objects, records and runs of the store; damaged ones go to quarantine',
    '  assay fsck\n  assay fsck --store /data/artifacts --json',
  )
    .addOption(store())
    .addOption(json())
    .action(async (options: { store: string; json: boolean }) => {
      const { fsckCommand } = await import('./fsck.ts');
      code = await fsckCommand(options, terminal);
    });

  command(
    'backend',
    'show the numeric backend: version, threads, instruction set, speed',
    '  assay backend\n  assay backend --install',
  )
    .option('--install', 'try again to install the native library', false)
    .addOption(json())
    .action(async (options: { install: boolean; json: boolean }) => {
      if (options.install) {
        const failed = await application.backend.install();
        if (failed !== 0) {
          code = EXIT.failed;
          return;
        }
      }
      const { text, json: facts } = await application.backend.describe();
      terminal.out(options.json ? JSON.stringify(facts, null, 2) : text);
    });

  command(
    'fetch',
    'download the files of a dataset, or list what can be fetched',
    '  assay fetch\n  assay fetch kmnist\n  assay fetch cifar10 --root /data/cifar10 --mirror http://mirror.example.org/cifar10',
  )
    .argument('[dataset]', 'name of the dataset')
    .option('--root <dir>', 'folder for the files (default: data/<dataset>)')
    .option('--mirror <url>', 'folder of a server to try first')
    .addOption(json())
    .action(async (dataset: string | undefined, options: { root?: string; mirror?: string; json: boolean }) => {
      const { fetchCommand } = await import('./fetch.ts');
      code = await fetchCommand(dataset, options, application, terminal);
    });

  declareRunCommands(command, { store, json }, terminal, (ended) => {
    code = ended;
  });

  try {
    needCurrentFolder();
    await program.parseAsync(['node', 'assay', ...args]);
  } catch (error) {
    code = tellError(error, terminal);
  }
  const lost = await terminal.lost?.();
  if (lost === undefined) return code;
  terminal.err(`Error: Cannot write the output: ${lost.message}`);
  return code === EXIT.done && !executes ? EXIT.failed : code;
}

function showTolerances({ artifacts }: Application): string {
  const own = Object.entries(artifacts.tolerances);
  return own.map(([kind, value]) => `${kind} ${Number(value.toPrecision(2))}`).join(', ');
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`Expected a whole number from 1, found "${text}".`);
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError(`Expected a whole number from 0, found "${text}".`);
  return value;
}
