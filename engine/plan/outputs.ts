import { didYouMean, type Diagnostic } from '../core/diagnostic.ts';
import { placeOf } from '../read/document.ts';
import type { Experiment, OutputDeclaration } from '../read/experiment.ts';
import type { PlannedOutput, PlannedStep } from '../core/plan.ts';
import { connect, outputsOf } from './bind.ts';

/** One part of a published file's path: nothing that could leave the run's folder or confuse a shell or a terminal. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_=,.{}+ -]{1,120}$/;
/** The same for a name with its axes filled in. */
const FINAL = /^(?!\.{1,2}$)[A-Za-z0-9_=,.+ -]{1,200}$/;
/**
 * Files in a run's folder that are not published: the run's record, the outcomes of `assay verify`, and what `assay tag` and
 * `assay note` keep.
 */
export const OWN_FILES: readonly string[] = ['run.json', 'verified.json', 'notes.json', 'events.jsonl'];

/**
 * Returns the files to publish. A step with several instances publishes one file each: `{axis}` in the name stands for the
 * axis's value, and a name without the axes that tell the instances apart gets them before its ending
 * (`curves-filters=32.png`).
 */
export function planOutputs(
  experiment: Experiment,
  instancesOf: (step: string) => readonly PlannedStep[],
): { readonly outputs: readonly PlannedOutput[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const outputs: PlannedOutput[] = [];
  const files = new Files();
  for (const declared of experiment.outputs) {
    const problem = fileProblem(declared.file);
    if (problem !== undefined) {
      diagnostics.push({ message: problem, at: placeOf(experiment.document, ['outputs', declared.file], 'key') });
      continue;
    }
    const found = connect(declared.from, undefined, experiment);
    if (found === undefined) continue;
    if ('message' in found) {
      diagnostics.push({ message: found.message, at: placeOf(experiment.document, ['outputs', declared.file]) });
      continue;
    }
    const instances = instancesOf(found.step);
    const step = experiment.steps.find((candidate) => candidate.name === found.step);
    const extension = step === undefined ? undefined : outputsOf(step.stage, step.fields)[found.port]?.extension;
    if (extension !== undefined && !declared.file.endsWith(`.${extension}`)) {
      const message = `The output "${declared.from}" is a .${extension} file, but "${declared.file}" does not end in .${extension}`;
      diagnostics.push({ message, at: placeOf(experiment.document, ['outputs', declared.file], 'key') });
    }
    for (const instance of instances) {
      const named = fileName(declared, instance, instances.length > 1);
      if ('message' in named) {
        diagnostics.push({
          message: named.message,
          at: placeOf(experiment.document, ['outputs', declared.file], 'key'),
        });
        break;
      }
      const clash = files.add(named.file, `${declared.file} of ${instance.id}`);
      if (clash !== undefined) {
        diagnostics.push({ message: clash, at: placeOf(experiment.document, ['outputs', declared.file], 'key') });
        break;
      }
      outputs.push({ file: named.file, step: instance.id, port: found.port, print: declared.print });
    }
  }
  return { outputs, diagnostics };
}

/** Names of published files: no two are equal, also not on file systems where `A` equals `a`; none is the folder of another. */
class Files {
  readonly #owners = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** Adds a name, or says why not. */
  add(file: string, owner: string): string | undefined {
    if (!file.split('/').every((part) => FINAL.test(part)))
      return `Expected a file name of at most 200 characters in each part, "{" and "}" only around an axis, found "${file}"`;
    const name = file.toLowerCase();
    const parents = [...name.matchAll(/\//g)].map((slash) => name.slice(0, slash.index));
    const paths = [name, ...parents];
    const own = OWN_FILES.find((each) => paths.includes(each));
    if (own !== undefined)
      return `The name "${own}" is taken: Assay writes a file of this name into every run's folder`;
    const other =
      this.#folders.get(name) ?? paths.map((path) => this.#owners.get(path)).find((found) => found !== undefined);
    if (other !== undefined) return `Two outputs cannot both be written to "${file}": ${other}, and ${owner}`;
    this.#owners.set(name, owner);
    for (const parent of parents) this.#folders.set(parent, owner);
    return undefined;
  }
}

function fileProblem(file: string): string | undefined {
  const segments = file.split('/');
  if (segments.every((segment) => SEGMENT.test(segment)) && segments.length <= 8) return undefined;
  return `Expected a relative file name of letters, digits, "-", "_", "." and "/" (no ".."), found "${file}"`;
}

function fileName(
  declared: OutputDeclaration,
  instance: PlannedStep,
  several: boolean,
): { readonly file: string } | { readonly message: string } {
  const axes = Object.keys(instance.point);
  const used = new Set<string>();
  let unknown: string | undefined;
  const file = declared.file.replaceAll(/\{([^{}]*)\}/g, (_, axis: string) => {
    if (!axes.includes(axis)) unknown ??= axis;
    used.add(axis);
    return fileWord(instance.point[axis]);
  });
  if (unknown !== undefined) {
    return {
      message: `Unknown axis "${unknown}" in the file name${didYouMean(unknown, axes) || (axes.length === 0 ? ': the step is not swept' : `: the step has ${axes.join(', ')}`)}`,
    };
  }
  const rest = axes.filter((axis) => !used.has(axis));
  if (!several || rest.length === 0) return { file };
  const suffix = rest.map((axis) => `${axis}=${fileWord(instance.point[axis])}`).join(',');
  const dot = file.lastIndexOf('.');
  return {
    file: dot <= file.lastIndexOf('/') ? `${file}-${suffix}` : `${file.slice(0, dot)}-${suffix}${file.slice(dot)}`,
  };
}

function fileWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (text ?? '').replaceAll(/[^A-Za-z0-9_.+-]+/g, '_').slice(0, 60);
}
