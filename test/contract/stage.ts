import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../engine/core/diagnostic.ts';
import { readExperiment } from '../../engine/read/read.ts';
import { discriminatorOf, variantsOf } from '../../engine/read/variant.ts';
import { Cancelled } from '../../engine/core/failure.ts';
import { canonical, isObject, type Json, type JsonObject } from '../../engine/core/json.ts';
import type { Plan } from '../../engine/core/plan.ts';
import { planExperiment } from '../../engine/plan/plan-experiment.ts';
import type { Registry, Runtime, Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { ROOT } from '../helpers/assay.ts';
import { Bench } from '../helpers/bench.ts';
import { HEAVY, noteModules } from '../helpers/loaded-modules.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** An experiment that uses every stage of a registry. */
export interface Sample {
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly yaml: string;
  /** By stage: an override with which its steps take minutes. A stage without one is quick. */
  readonly endless: Readonly<Record<string, string>>;
}

/** Plans the sample. What is wrong with it comes as text. */
function planSample(
  { registry, runtime, yaml }: Sample,
  overrides: readonly string[] = [],
): { plan?: Plan; text: string } {
  const read = readExperiment(
    { file: 'sample.yaml', text: yaml },
    { registry, frame: readSchema('experiment'), overrides },
  );
  const planned = read.experiment && planExperiment(read.experiment, { registry, runtime });
  const diagnostics = [...read.diagnostics, ...(planned?.diagnostics ?? [])];
  const text = diagnostics.map(renderDiagnostic).join('\n');
  return diagnostics.length === 0 && planned?.plan !== undefined ? { plan: planned.plan, text } : { text };
}

/** What every stage of a registry must keep to. */
export function testStages(sample: Sample): void {
  const { registry } = sample;
  let folder = '';
  let bench: Bench;
  const benchWith = (overrides: readonly string[]): Bench => {
    const { plan, text } = planSample(sample, overrides);
    if (plan === undefined) throw new Error(text);
    return new Bench(plan, folder);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-stages-'));
    bench = benchWith([]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('the sample has every stage', () => {
    for (const name of Object.keys(registry.stages)) expect(bench.stepsOf(name), name).not.toEqual([]);
  });

  describe.each(Object.entries(registry.stages))('the stage %s', (name, stage) => {
    it('declares closed, described schemas whose ports and definitions exist', () => {
      expect(stage.name).toBe(name);
      expect(faultsOf(stage.schema, name)).toEqual([]);
      expect(fieldsOf(stage).flatMap((fields) => fieldFaults(stage, fields, registry))).toEqual([]);
      for (const [port, { kind, extension }] of Object.entries(stage.outputs)) {
        expect(port).toMatch(/^[a-z][A-Za-z]*$/);
        expect(kind).toMatch(/^[a-z][a-z-]*$/);
        expect(extension).toMatch(/^[a-z0-9]+$/);
      }
    });

    it('has a light half that loads nothing heavy', async () => {
      const notes = noteModules(tempDir());
      const light = pathToFileURL(join(ROOT, 'dist', 'stages', name, 'stage.js')).href;
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `await import('${light}')`], {
        env: { ...process.env, ...notes.env },
      });
      expect(notes.loaded()).toContain(light);
      expect(notes.loaded().filter((module) => HEAVY.test(module) || module.endsWith('/run.js'))).toEqual([]);
    });

    it('refuses an unknown field, and every field with a value of the wrong type, by name', () => {
      const [step] = bench.stepsOf(name);
      const variant = fieldsOf(stage, step?.params)[0] ?? {};
      const refusals = ['notAField', ...Object.keys(variant)].map((field) => {
        // No schema admits a list of lists of nothing, or the text of one.
        const { text } = planSample(sample, [`steps.${step?.name}.${field}=[[{}]]`]);
        const named = text.includes(`"${field}"`) || text.includes(`Unknown ${field}`);
        return { field, told: named && text.includes('--set:1:') };
      });
      expect(refusals.filter(({ told }) => !told)).toEqual([]);
    });

    it('makes exactly its outputs, finite metrics and progress that grows', { timeout: 60_000 }, async () => {
      for (const step of bench.stepsOf(name)) {
        const { folder: made, paths, metrics, progress } = await bench.made(step);
        const files = Object.values(paths).map((path) => basename(path));
        // The folder `scratch` is made for a stage that asks for it.
        const found = readdirSync(made).filter((name) => name !== 'scratch');
        expect(found.sort(), step.id).toEqual([...files].sort());
        for (const [metric, value] of Object.entries(metrics))
          expect(typeof value === 'string' || Number.isFinite(value), `${step.id} ${metric}`).toBe(true);
        for (const [index, { done, total = Infinity }] of progress.entries()) {
          expect(done, step.id).toBeGreaterThanOrEqual(progress[index - 1]?.done ?? 0);
          expect(done, step.id).toBeLessThanOrEqual(total);
        }
      }
    });

    it('makes the same bytes twice, and others with another seed if it draws by it', { timeout: 60_000 }, async () => {
      for (const step of bench.stepsOf(name)) {
        const { digests } = await bench.made(step);
        const again = await bench.run(step);
        expect(stage.determinism === 'statistical' ? digests : again.digests, step.id).toEqual(digests);
        const other = await bench.run({ ...step, seed: stage.seeded ? 12_345 : undefined });
        expect(canonical(other.digests) === canonical(digests), step.id).toBe(!stage.seeded);
      }
    });

    it('stops within a second of being cancelled', { timeout: 60_000 }, async () => {
      const endless = sample.endless[name];
      const from = endless === undefined ? bench : benchWith([endless]);
      const [step] = from.stepsOf(name);
      if (step === undefined) throw new Error(`The sample has no step of ${name}`);
      const controller = new AbortController();
      let cancelledAt = Infinity;
      const cancel = (): void => {
        cancelledAt = performance.now();
        controller.abort(new Cancelled('The run was interrupted'));
      };
      // What is endless is cancelled at work, what is quick as early as can be.
      const onStart = (): void => void (endless === undefined ? setImmediate(cancel) : setTimeout(cancel, 1000));
      const end = await from.run(step, { signal: controller.signal, onStart }).catch((error: unknown) => error);
      expect(performance.now() - cancelledAt).toBeLessThan(1000);
      // Only what is quick may have been quicker.
      const quick = endless === undefined && !(end instanceof Error);
      expect(quick || end instanceof Cancelled).toBe(true);
    });
  });
}

/** The fields of a stage's steps: of each variant, or of the one that these parameters pick. */
function fieldsOf(stage: Stage, params?: JsonObject): readonly Readonly<Record<string, JsonObject>>[] {
  const field = discriminatorOf(stage.schema);
  const schemas = field === undefined ? { '': stage.schema } : variantsOf(stage.schema);
  const picked = field === undefined || params === undefined ? Object.keys(schemas) : [params[field] as string];
  return picked.map((variant) => schemas[variant]?.['properties'] as Readonly<Record<string, JsonObject>>);
}

/** What is wrong with a schema: object schemas that are not closed, properties that are not described. */
export function faultsOf(schema: Json, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item: Json, index) => faultsOf(item, `${path}/${index}`));
  if (!isObject(schema)) return [];
  const { type, additionalProperties, properties } = schema;
  const faults: string[] = [];
  // A map of names to values has a schema for the values instead.
  const closed = additionalProperties === false || isObject(additionalProperties);
  if (type === 'object' && !closed) faults.push(`${path} is not closed`);
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    const described = isObject(property) && ('description' in property || '$ref' in property || 'const' in property);
    if (!described) faults.push(`${path}/${name} has no description`);
  }
  for (const [key, part] of Object.entries(schema))
    if (key !== 'default' && key !== 'const') faults.push(...faultsOf(part, `${path}/${key}`));
  return faults;
}

/** Ports of a kind that no stage makes, definitions of a section that does not exist, and the like. */
function fieldFaults(
  stage: Stage,
  fields: Readonly<Record<string, JsonObject>>,
  { stages, sections }: Registry,
): readonly string[] {
  const outputs = Object.values(stages).flatMap((other) => Object.values(other.outputs));
  const faults: string[] = [];
  for (const [field, { port, definition, type }] of Object.entries(fields)) {
    if (port !== undefined && !outputs.some(({ kind }) => kind === port))
      faults.push(`${field}: no stage makes this kind`);
    if (definition !== undefined && !(typeof definition === 'string' && definition in sections))
      faults.push(`${field}: there is no such section`);
    if ((port !== undefined || definition !== undefined) && type !== 'string') faults.push(`${field}: is not a string`);
  }
  if (stage.extends !== undefined && fields[stage.extends]?.['type'] !== 'integer')
    faults.push(`${stage.extends}: is to extend the step, and is no integer`);
  return faults;
}
