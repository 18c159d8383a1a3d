import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN } from '../helpers/assay.ts';
import { inTerminal, noTerminal, type PseudoTerminal } from '../helpers/pseudo-terminal.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Completion as a person meets it: a shell in a terminal, a few letters, and the Tab key.

const PROMPT = 'ready> ';
const TAB = '\t';
const ENTER = '\r';

interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish';
  /** What starts it without anybody's settings. */
  readonly command: string;
  /** Loads the completion as its script says, and sets the prompt. */
  readonly setup: string;
}

const SHELLS: readonly Shell[] = [
  { name: 'bash', command: 'bash --noprofile --norc -i', setup: `source <(assay completion bash); PS1='${PROMPT}'` },
  {
    name: 'zsh',
    command: 'zsh --no-rcs -i',
    setup: `autoload -U compinit; compinit -u; source <(assay completion zsh); unsetopt zle_bracketed_paste; PROMPT='${PROMPT}'; RPROMPT=`,
  },
  {
    name: 'fish',
    command: 'fish --no-config -i',
    setup: `assay completion fish > $HOME/assay.fish; source $HOME/assay.fish; function fish_prompt; echo -n '${PROMPT}'; end`,
  },
];

/** Why a shell is left out here; undefined where it can be tried. */
function lacking(name: string): string | undefined {
  if (process.env['ASSAY_REQUIRE_SYSTEM'] === '1') return undefined;
  return noTerminal() ?? (spawnSync(name, ['-c', 'true']).status === 0 ? undefined : `${name} is not installed`);
}

/** A shell in a folder with an experiment, where `assay` completes and, when called, shows its arguments. */
async function open({ command, setup }: Shell): Promise<PseudoTerminal> {
  const home = tempDir();
  const bin = join(home, 'bin');
  for (const folder of [bin, join(home, 'experiments')]) mkdirSync(folder);
  writeFileSync(join(home, 'experiments', 'quickstart.yaml'), '');
  writeFileSync(
    join(bin, 'assay'),
    `#!/bin/sh
[ "$1" = completion ] && exec '${process.execPath}' '${MAIN}' "$@"
printf 'called'; printf ' <%s>' "$@"; echo
`,
  );
  chmodSync(join(bin, 'assay'), 0o755);
  // A shell that is killed would still write its history into a folder that is being removed.
  const env = { HOME: home, HISTFILE: '/dev/null', PATH: [bin, process.env['PATH']].join(delimiter) };
  const terminal = inTerminal(command, { cwd: home, env });
  terminal.type(`${setup}${ENTER}`);
  await terminal.shows(new RegExp(`\n.*${PROMPT}$`));
  return terminal;
}

for (const shell of SHELLS) {
  const why = lacking(shell.name);
  describe.skipIf(why !== undefined)(
    `assay completion ${shell.name}${why === undefined ? '' : ` (left out: ${why})`}`,
    () => {
      it('completes commands, options, names of files and values of options', { timeout: 120_000 }, async () => {
        const terminal = await open(shell);
        for (const [typed, called] of [
          [`assay ru${TAB}`, '<run>'],
          [`assay val${TAB}exp${TAB}qui${TAB}`, '<validate> <experiments/quickstart.yaml>'],
          [`assay run --unt${TAB}data`, '<run> <--until> <data>'],
          [
            `assay plan experiments/quickstart.yaml --ou${TAB}exp${TAB}plan.json`,
            '<plan> <experiments/quickstart.yaml> <--output> <experiments/plan.json>',
          ],
          [`assay rm --y${TAB}`, '<rm> <--yes>'],
        ] as const) {
          terminal.type(`${typed}${ENTER}`);
          expect(await terminal.shows(/called.*\n/)).toContain(`called ${called}\n`);
          await terminal.shows(new RegExp(PROMPT));
        }
      });

      it('lists the commands that a letter may mean', { timeout: 120_000 }, async () => {
        const terminal = await open(shell);
        terminal.type(`assay r${TAB}${TAB}`);
        const listed = await terminal.shows(/\brm\b[^]*\brun\b/);
        expect(listed).not.toMatch(/\bvalidate\b/);
      });
    },
  );
}
