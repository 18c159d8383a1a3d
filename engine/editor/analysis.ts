import { tidyDiagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { PlannedStep } from '../core/plan.ts';
import { inSlices } from '../core/slices.ts';
import { planInSlices } from '../plan/plan-experiment.ts';
import { placeOf } from '../read/document.ts';
import type { Experiment } from '../read/experiment.ts';
import type { OpenFile } from '../read/extend.ts';
import { readExperiment } from '../read/read.ts';
import { LARGEST_FILE } from '../read/yaml.ts';
import { opening, type ReadFile } from './file.ts';
import { spotAt } from './path-at.ts';
import type { Repaired } from './repair.ts';
import { tooLarge } from './texts.ts';
import type { Workplace } from './workplace.ts';

/** What is known of an experiment file after reading and planning it as it stands. */
export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  readonly experiment?: Experiment;
  /** The steps that could be planned. */
  readonly steps: readonly PlannedStep[];
  /** Whether the file has no fault. */
  readonly whole: boolean;
}

/**
 * Reads and plans an experiment file as every command does, but goes on past faults: what is left out is a line that is no YAML,
 * a step whose words are wrong.
 *
 * @throws Cancelled when the signal is aborted
 */
export async function analyse(
  { source, repaired }: Pick<ReadFile, 'source' | 'repaired'>,
  { workplace, open, signal }: { readonly workplace: Workplace; readonly open: OpenFile; readonly signal: AbortSignal },
): Promise<Analysis> {
  if (source.text.length > LARGEST_FILE)
    return nothing([{ message: tooLarge(source), at: { source, start: 0, end: 1 } }]);
  if (repaired.document === undefined) return nothing(repaired.faults);
  const texts: Repaired[] = [repaired];
  const read = readExperiment(repaired.source, {
    registry: workplace.registry,
    frame: workplace.frame,
    allowed: workplace.allowed,
    open: opening(open, (base) => texts.push(base)),
    unfinished: { linesLost: () => texts.some(({ omitted }) => omitted.length > 0) },
  });
  const faults = texts.flatMap((text) => text.faults);
  const { experiment } = read;
  const believed = (found: readonly Diagnostic[]): readonly Diagnostic[] =>
    tidyDiagnostics([...faults, ...found.filter((each) => texts.every((text) => isStillTrue(each, text)))]);
  if (experiment === undefined) return nothing(believed(read.diagnostics));
  const runtime = workplace.runtimeOf(experiment.runtime);
  const missing =
    'message' in runtime
      ? [{ message: runtime.message, at: placeOf(experiment.document, ['runtime', 'backend']) }]
      : [];
  const known =
    'message' in runtime ? { backend: experiment.runtime.backend, threads: experiment.runtime.threads } : runtime;
  const planned = await inSlices(planInSlices(experiment, { registry: workplace.registry, runtime: known }), signal);
  const diagnostics = believed([...read.diagnostics, ...missing, ...planned.diagnostics]);
  return {
    diagnostics,
    experiment,
    steps: planned.steps,
    whole: planned.plan !== undefined && diagnostics.length === 0,
  };
}

function nothing(diagnostics: readonly Diagnostic[]): Analysis {
  return { diagnostics: tidyDiagnostics(diagnostics), steps: [], whole: false };
}

/**
 * Whether a diagnostic holds although lines were left out: it is neither about the entry that lost a line nor about a word that was
 * in such a line.
 */
function isStillTrue({ at, message }: Diagnostic, { omitted, source, document }: Repaired): boolean {
  if (omitted.length === 0) return true;
  const words = omitted.flatMap(({ text }) => text.match(/[\w$-]{2,}/g) ?? []);
  if (words.some((word) => message.includes(`"${word}"`) || message.includes(`"$${word.replace('$', '')}"`)))
    return false;
  if (at.source.file !== source.file || document === undefined) return true;
  const entry = (offset: number): string => spotAt(document.root, offset)?.path.slice(0, 2).join('\n') ?? '';
  return omitted.every(({ start, text }) => {
    const above = source.text.slice(0, start).trimEnd().length - 1;
    const indent = text.length - text.trimStart().length;
    return indent === 0 || entry(at.start) !== entry(Math.max(0, above));
  });
}
