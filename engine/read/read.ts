import { didYouMean, oneOf, tidyDiagnostics, type Diagnostic, type Source } from '../core/diagnostic.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { StepPolicy } from '../core/plan.ts';
import type { Registry } from '../core/stage.ts';
import { applyConstants } from './constants.ts';
import { placeOf, plain, type Document } from './document.ts';
import { parseExtended, type OpenFile } from './extend.ts';
import type { Experiment, OutputDeclaration, StepDeclaration } from './experiment.ts';
import { applyOverrides } from './overrides.ts';
import { isEntryName } from './name.ts';
import { DEFAULT_POLICY, readPolicy } from './policy.ts';
import { referenceName } from './references.ts';
import { checkSeeds, refusal } from './reference-places.ts';
import { REPEAT } from './axes.ts';
import { readSweep } from './sweep.ts';
import { validate, type Violation } from './validate.ts';

export interface ReadResult {
  /** Present even beside diagnostics if the frame could be read, so that planning can add its own. */
  readonly experiment?: Experiment;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is known of a file that somebody is still writing. */
export interface Unfinished {
  /** Whether lines are missing that could not be read, here or in a file that this one extends. Asked after all are open. */
  linesLost(): boolean;
}

export interface ReadOptions {
  readonly registry: Registry;
  /** The schema of the file without its sections of definitions (schema/experiment.json). */
  readonly frame: JsonObject;
  readonly overrides?: readonly string[];
  /** Opens the files that this one extends; without it there are none. */
  readonly open?: OpenFile;
  /** Whether the file is in a project, and what that project allows its stages: see `Stage.permission`. */
  readonly allowed?: { readonly project: boolean; readonly permissions: readonly string[] };
  /** Of a file that somebody is still writing: then steps and outputs with a fault are left out, and the rest is read all the same. */
  readonly unfinished?: Unfinished;
}

const openNone: OpenFile = (path) => ({ message: `Cannot open "${path}": no other file can be read here` });

/**
 * The first phase: text -> Experiment, or every diagnostic of the frame at once. Checks the sections, the sweep, the stages'
 * names; the steps themselves are checked by the planner, at every point of the sweep.
 */
export function readExperiment(source: Source, options: ReadOptions): ReadResult {
  const parsed = parseExtended(source, options.open ?? openNone);
  if (parsed.document === undefined) return { diagnostics: tidyDiagnostics(parsed.diagnostics) };
  const overridden = applyOverrides(parsed.document, options.overrides ?? []);
  const { document, diagnostics: misused } = applyConstants(overridden.document);
  const diagnostics: Diagnostic[] = [...overridden.diagnostics, ...misused];
  const value = plain(document.root) as Record<string, Json>;
  const seedAxis = referenceName(value['seed'] ?? null);
  if (seedAxis !== undefined) value['seed'] = 0;
  const violations = validate(frameSchema(options.frame, options.registry), value);
  for (const violation of violations) {
    const refused = violation.key ? undefined : refusal(violation.path, value);
    diagnostics.push({
      message: refused ?? violation.message,
      at: placeOf(document, violation.path, violation.key ? 'key' : 'value'),
    });
  }
  if (diagnostics.length > 0 && !(options.unfinished !== undefined && leaveOut(value, violations)))
    return { diagnostics: tidyDiagnostics(diagnostics) };

  const definitions: Record<string, Record<string, Json>> = {};
  for (const section of Object.keys(options.registry.sections)) {
    definitions[section] = { ...(value[section] as Record<string, Json> | undefined) };
    checkNames([section], Object.keys(definitions[section]), document, diagnostics);
  }
  const { sweep, diagnostics: sweepDiagnostics } = readSweep(value['sweep'] as JsonObject, document);
  diagnostics.push(...sweepDiagnostics);
  if (seedAxis !== undefined) diagnostics.push(...checkSeeds(seedAxis, sweep, { document, source: value }));
  const declared = value['steps'] as Record<string, JsonObject>;
  checkNames(['steps'], Object.keys(declared), document, diagnostics);
  const steps: StepDeclaration[] = [];
  const execution = readPolicy(value['execution'] as JsonObject, DEFAULT_POLICY, (field, message) =>
    diagnostics.push({ message, at: placeOf(document, ['execution', field]) }),
  );
  for (const [name, fields] of Object.entries(declared)) {
    const step = readStep(name, fields, options, execution, document, diagnostics);
    if (step !== undefined) steps.push(step);
    for (const [index, axis] of (step?.over ?? []).entries()) {
      // Without repeats, a step that gathers them has just one: `--set sweep.repeat=3` is enough.
      if (sweep.axes.includes(axis) || axis === REPEAT) continue;
      const bare = referenceName(axis);
      const has =
        bare !== undefined
          ? `axes are named without "$" here, write ${bare}`
          : sweep.axes.length === 0
            ? 'the file has no sweep'
            : `the sweep has ${oneOf(sweep.axes)}`;
      diagnostics.push({
        message: `Unknown axis "${axis}" in "over": ${has}`,
        at: placeOf(document, ['steps', name, 'over', index]),
      });
    }
  }
  const experiment: Experiment = {
    name: value['experiment'] as string,
    description: (value['description'] as string | undefined) ?? '',
    seed: seedAxis === undefined ? (value['seed'] as number) : { axis: seedAxis },
    runtime: value['runtime'] as unknown as Experiment['runtime'],
    definitions,
    sweep,
    steps,
    outputs: readOutputs(value['outputs'] as JsonObject),
    ...(options.unfinished?.linesLost() === true && { linesLost: true }),
    document,
    source: plain(document.root) as JsonObject,
  };
  return { experiment, diagnostics: tidyDiagnostics(diagnostics) };
}

const frames = new WeakMap<Registry, { readonly frame: JsonObject; readonly whole: JsonObject }>();

/**
 * Removes the steps, outputs and unknown sections that are at fault from a file.
 *
 * @returns whether the rest can be read: not where the fault is elsewhere
 */
function leaveOut(file: Record<string, Json>, violations: readonly Violation[]): boolean {
  for (const { path, key } of violations) {
    const [section = '', name] = path;
    if (key && path.length === 1 && section !== 'steps') delete file[section];
    else if ((section !== 'steps' && section !== 'outputs') || typeof name !== 'string') return false;
    else {
      const { [name]: _, ...others } = file[section] as JsonObject;
      file[section] = others;
    }
  }
  return true;
}

/** The frame with the registry's sections put in, as free mappings: entries are checked where steps use them. */
export function frameSchema(frame: JsonObject, registry: Registry): JsonObject {
  const known = frames.get(registry);
  if (known?.frame === frame) return known.whole;
  const sections: Record<string, Json> = {};
  for (const section of Object.keys(registry.sections)) sections[section] = { type: 'object', default: {} };
  const whole = { ...frame, properties: { ...(frame['properties'] as JsonObject), ...sections } };
  frames.set(registry, { frame, whole });
  return whole;
}

function readStep(
  name: string,
  declared: JsonObject,
  { registry, allowed }: ReadOptions,
  execution: StepPolicy,
  document: Document,
  diagnostics: Diagnostic[],
): StepDeclaration | undefined {
  const { stage: declaredStage, over = [], retries: _r, timeout: _t, failure: _f, resources: _s, ...fields } = declared;
  const stageName = declaredStage as string; // The frame's schema has checked it.
  const stage = Object.hasOwn(registry.stages, stageName) ? registry.stages[stageName] : undefined;
  if (stage === undefined && referenceName(stageName) !== undefined) {
    const message = `The stage cannot be a reference, found "${stageName}": it decides which ports and keys the step has`;
    diagnostics.push({ message, at: placeOf(document, ['steps', name, 'stage']) });
    return undefined;
  }
  if (stage === undefined) {
    const allowed = Object.keys(registry.stages);
    const guess = didYouMean(stageName, allowed);
    const message = `Unknown stage "${stageName}"${guess === '' ? ': expected ' : `${guess} Allowed: `}${oneOf(allowed)}`;
    diagnostics.push({ message, at: placeOf(document, ['steps', name, 'stage']) });
    return undefined;
  }
  if (stage.permission !== undefined && allowed?.permissions.includes(stage.permission) !== true) {
    const message = `The stage "${stageName}" runs programs, which only a project can allow: ${
      allowed?.project === true
        ? `add "${stage.permission}: true" to assay.yaml`
        : `add a file assay.yaml that says "${stage.permission}: true" to the folder of your experiments, or one above it`
    }`;
    diagnostics.push({ message, at: placeOf(document, ['steps', name, 'stage']) });
    return undefined;
  }
  const policy = readPolicy(declared, execution, (field, message) =>
    diagnostics.push({ message, at: placeOf(document, ['steps', name, field]) }),
  );
  return { name, stage, over: over as readonly string[], policy, fields };
}

function readOutputs(outputs: JsonObject): readonly OutputDeclaration[] {
  return Object.entries(outputs).map(([file, value]) =>
    isObject(value)
      ? { file, from: value['from'] as string, print: value['print'] === true }
      : { file, from: value as string, print: false },
  );
}

function checkNames(
  path: readonly string[],
  names: readonly string[],
  document: Document,
  diagnostics: Diagnostic[],
): void {
  for (const name of names) {
    if (isEntryName(name)) continue;
    const message = `Expected a name of letters, digits, "_" and "-", starting with a letter, found "${name}"`;
    diagnostics.push({ message, at: placeOf(document, [...path, name], 'key') });
  }
}
