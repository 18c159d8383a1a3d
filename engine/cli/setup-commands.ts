import { Argument, type Command, type Option } from 'commander';
import type { Application } from './application.ts';
import type { Shell } from './completion.ts';
import type { InitOptions } from './init.ts';
import type { SchemaOptions } from './schema.ts';
import type { Terminal } from './output.ts';

/** What the commands are added to, and what they work with. */
interface Line {
  /** Adds a command: its name, what it does, and examples. */
  readonly command: (name: string, description: string, examples: string) => Command;
  readonly json: () => Option;
  readonly program: Command;
  readonly application: Application;
  readonly terminal: Terminal;
  /** Sets the exit code. */
  readonly end: (code: number) => void;
}

/** Adds the commands that prepare a folder, an editor or a shell for work with Assay. */
export function addSetupCommands({ command, json, program, application, terminal, end }: Line): void {
  command(
    'schema',
    'print the JSON Schema of experiment files for your editor',
    "  assay schema > experiment.schema.json\n  assay schema --for experiments/quickstart.yaml > quickstart.schema.json\n  assay schema --project          of a project's file, assay.yaml",
  )
    .option(
      '--for <file>',
      'the schema of this file alone: it offers the names of its steps, outputs, axes, definitions',
    )
    .option('--project', "the schema of a project's file instead", false)
    .action(async (options: SchemaOptions) => {
      const { schemaCommand } = await import('./schema.ts');
      end(await schemaCommand(options, application, terminal));
    });

  command(
    'init',
    'make a project of a folder: its file, a first experiment, a stage and a program of your own',
    '  assay init\n  assay init study --yes',
  )
    .argument('[folder]', 'folder of the project; made where it is missing', '.')
    .option('-y, --yes', 'do not ask', false)
    .addOption(json())
    .action(async (folder: string, options: InitOptions) => {
      const { initCommand } = await import('./init.ts');
      end(await initCommand(folder, options, application, terminal));
    });

  command(
    'completion',
    'print a script that completes commands, options and files in your shell',
    '  assay completion fish > ~/.config/fish/completions/assay.fish\n  source <(assay completion bash)\n  source <(assay completion zsh)',
  )
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion.ts');
      terminal.out(completionScript(shell, program));
    });
}
