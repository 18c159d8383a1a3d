import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../core/failure.ts';
import type { Application } from './application.ts';
import { DEFAULT_STORE, findStore } from './find-store.ts';
import type { GcOptions } from './gc.ts';
import { wrapHelp } from './help.ts';
import type { LogOptions } from './log.ts';
import { EXIT, realTerminal, type Terminal } from './output.ts';
import type { PlanOptions } from './plan.ts';
import { declareRunCommands } from './run-commands.ts';
import type { RunOptions } from './run.ts';
import type { ShowOptions } from './show.ts';
import { addSetupCommands } from './setup-commands.ts';
import { needCurrentFolder, tellError } from './tell-error.ts';
import { typedPath } from './user-folder.ts';
import type { ValidateOptions } from './validate.ts';
import type { VerifyOptions } from './verify.ts';

/**
 * Runs the command line and resolves to its exit code: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the
 * terminal closed, 130 interrupted. When the output is lost, a command that executes steps still exits with the code of its
 * steps; any other command fails. Each command's code is imported on use, which keeps `--help` instant.
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
    .description('Describe an experiment in a YAML file; Assay runs it, caches it, and verifies every result')
    .version(application.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHelpWidth: () => width,
      outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')),
    })
    // Listing every argument would leave no room for the description.
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
  assay show quickstart                          see the newest run and its results

Exit codes: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the terminal closed, 130 interrupted.`,
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
  const jobs = (): Option => new Option('-j, --jobs <n>', 'number of cores to use (default: all)').argParser(positive);
  const set = (): Option =>
    new Option('-s, --set <path=value>', 'override one value of the file; may be repeated')
      .argParser(collect)
      .default([], 'none');
  const store = (): Option =>
    new Option('--store <dir>', `where results are stored (default: the project's, else ${DEFAULT_STORE})`).env(
      'ASSAY_STORE',
    );
  const json = (): Option => new Option('--json', 'print JSON').default(false);

  command(
    'run',
    'run an experiment: run what changed, reuse the rest',
    '  assay run experiments/quickstart.yaml\n  assay run experiments/quickstart.yaml --set seed=8 --jobs 4',
  )
    .argument('[file]', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .addOption(several('-f, --force <step>', 'run this step even if it is cached'))
    .addOption(several('--until <step>', 'run only this step and whatever it needs'))
    .addOption(several('--from <step>', 'run this step, everything downstream, and whatever that needs'))
    .addOption(several('--only <step>', 'run only this step; its inputs must be cached'))
    .addOption(new Option('--plan <file>', 'run a plan saved with "assay plan -o", unless something changed since'))
    .option('--trace', 'name the files of the project that a command reads and does not declare (needs strace)', false)
    .addOption(new Option('--json', 'print one JSON object per event').default(false))
    .action(async (file: string | undefined, options: RunOptions) => {
      executes = true;
      const { runCommand } = await import('./run.ts');
      code = await runCommand(file, options, application, terminal);
    });

  command(
    'plan',
    'show what a run would do, why, and how long it would take; change nothing',
    '  assay plan experiments/quickstart.yaml\n  assay plan experiments/quickstart.yaml --set steps.similar.thresholds=[0.7] --json\n  assay plan experiments/quickstart.yaml -o plan.json && assay run --plan plan.json',
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .option('-a, --all', 'also list the cached steps', false)
    .addOption(several('-f, --force <step>', 'plan to run this step even if it is cached'))
    .addOption(several('--until <step>', 'plan only this step and whatever it needs'))
    .addOption(several('--from <step>', 'plan this step, everything downstream, and whatever that needs'))
    .addOption(several('--only <step>', 'plan only this step; its inputs must be cached'))
    .addOption(new Option('-o, --output <file>', 'save the plan for "assay run --plan"'))
    .addOption(json())
    .action(async (file: string, options: PlanOptions) => {
      const { planCommand } = await import('./plan.ts');
      code = await planCommand(file, options, application, terminal);
    });

  command(
    'validate',
    'check experiment files: report every fault at once, run nothing',
    '  assay validate experiments/*.yaml\n  assay validate experiments/quickstart.yaml --shapes',
  )
    .argument('<file...>', 'experiment files')
    .addOption(set())
    .option('--shapes', 'show what each step will compute: layers, parameters, MACs', false)
    .option('--resolved', 'show the file with everything that it extends, its constants and overrides', false)
    .addOption(json())
    .action(async (files: string[], options: ValidateOptions) => {
      const { validateCommand } = await import('./validate.ts');
      code = await validateCommand(files, options, application, terminal);
    });

  command(
    'verify',
    'rerun in a scratch store and compare every artifact with a recorded run',
    `  assay verify experiments/quickstart.yaml
  assay verify experiments/quickstart.yaml --until similar
  assay verify experiments/quickstart.yaml --sample 3 --seed 7        three steps, each from its recorded inputs
  assay verify experiments/quickstart.yaml --tolerance default        on other hardware: allow for different rounding
  assay verify experiments/quickstart.yaml --tolerance model=1e-6 --set runtime.threads=1

A tolerance is the largest allowed |a - b| / max(1, |a|, |b|) of two numbers, or |a - b| / 255 of two pixels. Without
--tolerance, every artifact must have the same bytes. "default" uses these tolerances:
  ${showTolerances(application)}`,
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(store())
    .addOption(jobs())
    .addOption(several('--until <step>', 'verify only this step and whatever it needs'))
    .addOption(new Option('--run <n>', 'run to compare with, by number').default('latest'))
    .addOption(new Option('--sample <n>', 'rerun a random sample of n steps').argParser(positive))
    .addOption(new Option('--seed <n>', 'seed for choosing the sample (default: random)').argParser(count))
    .addOption(
      several(
        '--tolerance <kind=value>',
        'treat differences up to this value as equal; "default" uses each kind\'s own tolerance',
      ),
    )
    .addOption(json())
    .action(async (file: string, options: VerifyOptions) => {
      executes = true;
      const { verifyCommand } = await import('./verify.ts');
      code = await verifyCommand(file, options, application, terminal);
    });

  command(
    'accept',
    'keep results after a code change that does not affect them',
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
    '  assay show quickstart\n  assay show quickstart 3 --json\n  assay show quickstart latest --step training\n  assay show quickstart --sweep training --sort -testAccuracy\n  assay show quickstart --sweep training --columns filters,testAccuracy,seed,params.batchSize --csv\n\nColumns of --sweep: the axes, action, seconds and the metrics. Name key, seed (of the step) or params.PATH, such as\nparams.optimizer.sgd.learningRate, to add those columns.',
  )
    .argument('<experiment>', 'name of the experiment, or its file')
    .argument('[run]', 'number of the run', 'latest')
    .option('--step <step>', 'show the record of every instance of this step')
    .option('--sweep <step>', 'show every instance of this step as one row of a table')
    .addOption(
      new Option(
        '--columns <names>',
        'columns of the --sweep table, separated by commas (default: axes, action, seconds, metrics)',
      ).argParser((text: string) => text.split(',').map((name) => name.trim())),
    )
    .option('--sort <column>', 'sort the --sweep table by this column; prefix with "-" for descending')
    .option('--csv', 'print the --sweep table as CSV', false)
    .addOption(store())
    .addOption(json())
    .action(async (experiment: string, run: string, options: ShowOptions) => {
      const { showCommand } = await import('./show.ts');
      code = await showCommand(experiment, run, options, terminal);
    });

  command(
    'log',
    'list the runs of one experiment, or of all',
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
  assay diff --keys 3f09af1c55f8 88069d83b592   keys, or their first digits, from "assay show --step"`,
  )
    .argument('<first>', 'experiment (its name or file) or EXPERIMENT@RUN; with --keys, EXPERIMENT@RUN:STEP or a key')
    .argument('<second>', 'number of a run, or whatever <first> accepts')
    .argument('[third]', 'number of the other run (default: the newest)')
    .option('--keys', 'compare what went into two keys', false)
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
    'draw the steps and what flows between them, for Mermaid or Graphviz (dot)',
    '  assay graph experiments/quickstart.yaml\n  assay graph experiments/quickstart.yaml --format dot | dot -Tsvg > graph.svg',
  )
    .argument('<file>', 'experiment file')
    .addOption(set())
    .addOption(new Option('--format <format>', 'language of the graph').choices(['mermaid', 'dot']).default('mermaid'))
    .option('-a, --all', 'draw every instance of a swept step', false)
    .addOption(json())
    .action(
      async (file: string, options: { set: string[]; format: 'mermaid' | 'dot'; all: boolean; json: boolean }) => {
        const { graphCommand } = await import('./graph.ts');
        code = await graphCommand(file, options, application, terminal);
      },
    );

  addSetupCommands({ command, json, program, application, terminal, end: (ended) => (code = ended) });

  command(
    'gc',
    'delete results that no kept run needs and nothing has used for an hour; runs with a tag are kept',
    '  assay gc --dry-run\n  assay gc --keep-runs 3 --keep-days 30',
  )
    .addOption(
      new Option('--keep-runs <n>', 'keep what the newest n runs of each experiment need').argParser(count).default(10),
    )
    .addOption(
      new Option('--keep-days <n>', 'also keep what the runs of the last n days need').argParser(count).default(0),
    )
    .option('--prune-runs', 'also delete the folders of all other runs, with what they published', false)
    .option('--dry-run', 'only say what would be deleted', false)
    .addOption(store())
    .addOption(json())
    .action(async (options: GcOptions) => {
      const { gcCommand } = await import('./gc.ts');
      const { enterHere } = await import('./project.ts');
      code = await gcCommand(options, (await enterHere(application, options)).application, terminal);
    });

  command(
    'fsck',
    'check every object, record and run in the store; move damaged ones to quarantine',
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
    .option('--install', 'install the native library', false)
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
    'download the files of a dataset, or list the datasets you can fetch',
    '  assay fetch\n  assay fetch kmnist\n  assay fetch cifar10 --root /data/cifar10 --mirror http://mirror.example.org/cifar10',
  )
    .argument('[dataset]', 'name of the dataset')
    .option('--root <dir>', 'folder for the files (default: data/<dataset>)')
    .option('--mirror <url>', 'address of a folder on a server to try first')
    .addOption(json())
    .action(async (dataset: string | undefined, options: { root?: string; mirror?: string; json: boolean }) => {
      const { fetchCommand } = await import('./fetch.ts');
      const { workInProject } = await import('./project.ts');
      workInProject();
      const root = options.root === undefined ? {} : { root: typedPath(options.root) };
      code = await fetchCommand(dataset, { ...options, ...root }, application, terminal);
    });

  declareRunCommands(command, { store, json }, { application, terminal }, (ended) => {
    code = ended;
  });

  program.hook('preAction', (_, action) => findStore(action, application));
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
