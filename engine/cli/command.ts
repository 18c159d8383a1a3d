import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { Application } from './application.ts';
import type { Terminal } from './output.ts';

/** What a command works with. */
export interface Line {
  readonly terminal: Terminal;
  /** Everything that the engine itself does not know. It loads every stage, so a command asks for it only when it needs it. */
  readonly application: () => Promise<Application>;
  /** All commands with their options, for the scripts that complete them. */
  readonly commands: () => Promise<readonly AnyCommand[]>;
}

/** A command that may have any arguments and options. */
// oxlint-disable-next-line typescript/no-explicit-any -- arguments of any types
export type AnyCommand = Command<any[], OptionValues, OptionValues>;

/** A command with a name and a summary, and no arguments or options yet. */
export type BlankCommand = Command;

/** The options of a command, as its declaration says. */
export type OptionsOf<Declare extends (blank: BlankCommand) => { opts(): OptionValues }> = ReturnType<
  ReturnType<Declare>['opts']
>;

interface Common {
  /** What the help says below the options: examples, one to a line and indented, and sentences. */
  readonly help: string | ((application: Application) => string);
  /** Whether it executes steps. If its output is lost, its exit code is still that of its steps. */
  readonly executes?: boolean;
  /** Whether it chooses its store itself where the user names none, instead of the project's or `artifacts`. */
  readonly choosesStore?: boolean;
}

/** A command, except for its name and summary: these are in the list, `commands/all.ts`. */
interface Definition<Arguments extends unknown[], Options extends OptionValues> extends Common {
  /** Adds the arguments and options. */
  readonly declare: (blank: BlankCommand) => Command<Arguments, Options>;
  /** Resolves to the exit code. */
  readonly run: (...given: [...Arguments, Options, Line]) => Promise<number>;
}

/** A command that alone knows the types of its arguments and options. */
export interface CliCommand extends Common {
  /** Gives a blank command its arguments, its options and its action; `end` hears the exit code. */
  complete(blank: BlankCommand, line: Line, end: (code: number) => void): AnyCommand;
}

export function defineCommand<Arguments extends unknown[], Options extends OptionValues>({
  declare,
  run,
  ...common
}: Definition<Arguments, Options>): CliCommand {
  return {
    ...common,
    complete: (blank, line, end) =>
      declare(blank).action(async (...given) => {
        // Commander passes the command itself last.
        end(await run(...(given.slice(0, -1) as [...Arguments, Options]), line));
      }),
  };
}
