import { defineCommand } from '../command.ts';
import { Argument } from '@commander-js/extra-typings';
import { completionScript, SHELLS } from '../completion-script.ts';
import { EXIT } from '../output.ts';

/** `assay completion SHELL`: prints the script that completes commands in a shell. */
export const completion = defineCommand({
  declare: (blank) => blank.addArgument(new Argument('<shell>', 'your shell').choices(SHELLS)),
  help: `Examples:
  assay completion fish > ~/.config/fish/completions/assay.fish
  source <(assay completion bash)
  source <(assay completion zsh)`,
  async run(shell, _options, { commands, terminal }) {
    terminal.out(completionScript(shell, await commands()));
    return EXIT.done;
  },
});
