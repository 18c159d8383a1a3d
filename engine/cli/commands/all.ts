import type { CliCommand } from '../command.ts';

/** A command as `assay --help` lists it. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** Loads its arguments, options, help and action: only for the command that the user names. */
  load(): Promise<CliCommand>;
}

/** Every command, in the order of `assay --help`. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'run',
    summary: 'run an experiment: run what changed, reuse the rest',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'cancel',
    summary: 'stop the runs that have jobs on a cluster, and keep what they have finished',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  {
    name: 'plan',
    summary: 'show what a run would do, why, and how long it would take; change nothing',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'validate',
    summary: 'check experiment files: report every fault at once, run nothing',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'verify',
    summary: 'rerun in a scratch store and compare every artifact with a recorded run',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'accept',
    summary: 'keep results after a code change that does not affect them',
    load: async () => (await import('./accept.ts')).accept,
  },
  {
    name: 'show',
    summary: 'show a run: its steps, metrics and published files',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'attach',
    summary: 'follow a run that goes on elsewhere, until it ends',
    load: async () => (await import('./attach.ts')).attach,
  },
  {
    name: 'log',
    summary: 'list the runs of one experiment, or of all',
    load: async () => (await import('./log.ts')).log,
  },
  {
    name: 'diff',
    summary: 'compare two runs, two experiments, or two keys field by field',
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    name: 'graph',
    summary: 'draw the steps and what flows between them, for Mermaid or Graphviz (dot)',
    load: async () => (await import('./graph.ts')).graph,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of experiment files for your editor',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    name: 'lsp',
    summary: 'serve your editor: check, complete and explain experiment files while you write',
    load: async () => (await import('./lsp.ts')).lsp,
  },
  {
    name: 'init',
    summary: 'turn a folder into a project: its file, a first experiment, a stage and a program of your own',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands, options and files in your shell',
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'gc',
    summary: 'delete results that no kept run needs and nothing has used for an hour; runs with a tag are kept',
    load: async () => (await import('./gc.ts')).gc,
  },
  {
    name: 'fsck',
    summary: 'check every object, record and run in the store; move damaged ones to quarantine',
    load: async () => (await import('./fsck.ts')).fsck,
  },
  {
    name: 'backend',
    summary: 'show the numeric backend: version, threads, instruction set, speed',
    load: async () => (await import('./backend.ts')).backend,
  },
  {
    name: 'fetch',
    summary: 'download the files of a dataset, or list the datasets you can fetch',
    load: async () => (await import('./fetch.ts')).fetch,
  },
  {
    name: 'report',
    summary: 'write one HTML file with everything about a run, to look at and to hand over',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'ui',
    summary: 'show all runs in a browser, live: curves, comparisons, artifacts',
    load: async () => (await import('./ui.ts')).ui,
  },
  {
    name: 'push',
    summary: 'upload a run with all it needs to the remote cache',
    load: async () => (await import('./push.ts')).push,
  },
  {
    name: 'pull',
    summary: 'download a run with all it needs from the remote cache, verified',
    load: async () => (await import('./pull.ts')).pull,
  },
  {
    name: 'export',
    summary: 'write a model for other programs, or a run with all it needs into one file',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'import',
    summary: 'take in a run that "assay export --to bundle" has written, verified',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'tag',
    summary: 'give tags to a run: "assay log --tag" finds it, and "assay gc" keeps it',
    load: async () => (await import('./tag.ts')).tag,
  },
  {
    name: 'note',
    summary: 'keep a note beside a run; an empty text removes it',
    load: async () => (await import('./note.ts')).note,
  },
  {
    name: 'rm',
    summary: 'remove runs with their folders; "assay gc" then deletes the results that only they had',
    load: async () => (await import('./rm.ts')).rm,
  },
];
