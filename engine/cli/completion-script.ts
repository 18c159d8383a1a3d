import type { AnyCommand } from './command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What a shell needs to know about one command. */
interface Described {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly description: string;
    readonly takes: boolean;
  }[];
}

/** A script that completes commands, options and file names in a shell, made from the declared commands. */
export function completionScript(shell: Shell, declared: readonly AnyCommand[]): string {
  const commands = declared.map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { bash, zsh, fish }[shell](commands);
}

function describe(command: AnyCommand): Described {
  return {
    name: command.name(),
    description: firstSentence(command.description()),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ short, long, description, required, optional }) => ({
        flags: [short, long].filter((flag) => flag !== undefined),
        description: firstSentence(description),
        takes: required || optional,
      })),
  };
}

function firstSentence(text: string): string {
  return (/^[^;:(]*/.exec(text)?.[0] ?? text).trim();
}

function bash(commands: readonly Described[]): string {
  const cases = commands.map(({ name, options }) => {
    return `    ${name}) words="${options.flatMap(({ flags }) => flags).join(' ')}" ;;`;
  });
  return `# Completion of assay for bash. Add this line to ~/.bashrc:
#   source <(assay completion bash)
_assay() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _assay assay`;
}

function zsh(commands: readonly Described[]): string {
  const names = commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '')}`)}`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.flatMap(({ flags, description, takes }) =>
      flags.map(
        (flag) => `      ${quoted(`${flag}[${description.replaceAll(/[[\]]/g, '')}]${takes ? ': :_files' : ''}`)}`,
      ),
    );
    return `    ${name}) _arguments \\\n${[...specs, "      '*:file:_files'"].join(' \\\n')} ;;`;
  });
  return `#compdef assay
# Completion of assay for zsh. Add this line to ~/.zshrc, after compinit:
#   source <(assay completion zsh)
_assay() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _assay assay`;
}

function fish(commands: readonly Described[]): string {
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c assay -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
    ...options.map(({ flags, description: what, takes }) => {
      const given = flags
        .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        .join(' ');
      return `complete -c assay -n "__fish_seen_subcommand_from ${name}" ${given}${takes ? ' -r' : ''} -d ${quoted(what)}`;
    }),
  ]);
  return `# Completion of assay for fish. Save it as ~/.config/fish/completions/assay.fish:
#   assay completion fish > ~/.config/fish/completions/assay.fish
${lines.join('\n')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
