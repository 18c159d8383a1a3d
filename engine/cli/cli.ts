import { Command } from '@commander-js/extra-typings';
import type { Application } from './application.ts';
import type { AnyCommand, CliCommand, Line } from './command.ts';
import { COMMANDS, type ListedCommand } from './commands/all.ts';
import { findStore } from './find-store.ts';
import { wrapHelp } from './help.ts';
import { EXIT, realTerminal, type Terminal } from './output.ts';
import { needCurrentFolder, tellError } from './tell-error.ts';

/** What the program is, beside its commands. */
export interface Program {
  readonly version: string;
  /** Loads what the engine itself does not know. */
  readonly application: () => Promise<Application>;
}

const HELP = `Examples:
  assay run experiments/quickstart.yaml          run what changed, reuse the rest
  assay plan experiments/quickstart.yaml         see what would run, and why
  assay run FILE --set steps.training.epochs=5   change one value for this run
  assay show quickstart                          see the newest run and its results

Exit codes: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the terminal closed, 130 interrupted.`;

/**
 * Runs the command line and resolves to its exit code: 0 done, 1 a step failed, 2 the file or the usage is wrong, 129 the
 * terminal closed, 130 interrupted. When the output is lost, a command that executes steps still exits with the code of its
 * steps; any other command fails. Only the command that the user names is loaded, which keeps `--help` instant.
 */
export async function main(
  args: readonly string[],
  { version, application: load }: Program,
  terminal: Terminal = realTerminal(),
): Promise<number> {
  let code: number = EXIT.done;
  let executes = false;
  let loaded: Promise<Application> | undefined;
  const application = (): Promise<Application> => (loaded ??= load());
  const width = terminal.columns ?? 80;
  const program = makeProgram(version, terminal, width);
  /** The command with its options and its action. */
  const complete = async (blank: Command, command: CliCommand): Promise<AnyCommand> => {
    const help = typeof command.help === 'string' ? command.help : command.help(await application());
    blank.addHelpText('after', `\n${wrapHelp(help, width)}`);
    return command.complete(blank, line, (ended) => {
      code = ended;
    });
  };
  const line: Line = {
    terminal,
    application,
    commands: () => Promise.all(COMMANDS.map(async (each) => complete(blankCommand(each), await each.load()))),
  };
  let choosesStore = false;
  program.hook('preAction', (_, action) => (choosesStore ? undefined : findStore(action, application)));
  try {
    needCurrentFolder();
    const named = nameOfCommand(args);
    for (const each of COMMANDS) {
      const blank = blankCommand(each).copyInheritedSettings(program);
      program.addCommand(blank);
      if (each.name !== named) continue;
      const command = await each.load();
      executes = command.executes === true;
      choosesStore = command.choosesStore === true;
      await complete(blank, command);
    }
    await program.parseAsync(['node', 'assay', ...args]);
  } catch (error) {
    code = tellError(error, terminal);
  }
  const lost = await terminal.lost?.();
  if (lost === undefined) return code;
  terminal.err(`Error: Cannot write the output: ${lost.message}`);
  return code === EXIT.done && !executes ? EXIT.failed : code;
}

/** The program without commands. */
function makeProgram(version: string, terminal: Terminal, width: number): Command {
  return (
    new Command('assay')
      .description('Describe an experiment in a YAML file; Assay runs it, caches it, and verifies every result')
      .version(version)
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
      .addHelpText('after', `\n${wrapHelp(HELP, width)}`)
  );
}

function blankCommand({ name, summary }: ListedCommand): Command {
  return new Command(name).description(summary);
}

/** The command that the user calls or, with `assay help COMMAND`, asks about. */
function nameOfCommand(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((each) => !each.startsWith('-'));
  return first === 'help' ? second : first;
}
