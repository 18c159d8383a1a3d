import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject, type Json } from '../../engine/core/json.ts';
import type { Metrics, Progress, StageContext } from '../../engine/core/stage.ts';
import { filesBefore, reportFiles, type Before } from './files.ts';
import { baseEnvironment } from './outside.ts';
import type { CommandParams } from './params.ts';
import { runProgram } from './program.ts';
import { readFilesOf, traced } from './trace.ts';
import { fillArguments, fillShell, fillText, type Values } from './template.ts';

const LARGEST_METRICS = 1_000_000;

/**
 * Runs the program in the project's folder and checks that it has written what the step declares.
 *
 * @throws StageFailure when a declared file is missing, the program fails, an output is missing or no regular file, or the
 * metrics are not a flat JSON object of finite numbers and texts
 */
export async function run(context: StageContext<CommandParams>): Promise<Metrics> {
  const { params } = context;
  const files = filesBefore(params);
  const values = valuesOf(context);
  const shell = typeof params.run === 'string';
  const [file = '', ...args] = shell ? ['sh', '-c', fillShell(params.run, values)] : fillArguments(params.run, values);
  const program = traced({ file, args }, context.scratch);
  await runProgram(
    { ...program, env: environmentOf(context, values) },
    {
      signal: context.signal,
      onLine: (line) => {
        const progress = progressIn(line);
        if (progress !== undefined) context.progress(progress);
      },
    },
  );
  reportFiles(files, context);
  if (program.log !== undefined) tellUndeclared(program.log, context, files);
  for (const port of Object.keys(params.outputs)) checkOutput(port, values.outputs[port] ?? '');
  return params.metrics === undefined ? {} : readMetrics(fillText(params.metrics, values));
}

/** A file of the project that is not declared can change and nothing runs again. */
function tellUndeclared(log: string, context: StageContext<CommandParams>, files: readonly Before[]): void {
  const inputs = context.ports.flatMap((port) => context.inputs(port).map(({ path }) => path));
  const outputs = Object.keys(context.params.outputs).map((port) => context.output(port));
  const known = [...files.map(({ path }) => path), ...inputs, ...outputs, context.scratch];
  for (const name of readFilesOf(log, { root: process.cwd(), known }))
    context.warn(`The program has read ${name}, which its "files" does not declare: an edit there runs nothing again`);
}

/** Paths and values for the placeholders. Inputs get links with a file ending, because programs often go by it. */
function valuesOf(context: StageContext<CommandParams>): Values {
  const folder = join(context.scratch, 'inputs');
  mkdirSync(folder, { recursive: true });
  const inputs: Record<string, string[]> = {};
  for (const port of context.ports) {
    const artifacts = context.inputs(port);
    inputs[port] = artifacts.map(({ path, extension }, index) => {
      const link = join(folder, `${port}${artifacts.length > 1 ? `-${index}` : ''}.${extension}`);
      symlinkSync(path, link);
      return link;
    });
  }
  const outputs = Object.keys(context.params.outputs).map((port) => [port, context.output(port)] as const);
  return {
    inputs,
    outputs: Object.fromEntries(outputs),
    params: context.params.params,
    scratch: context.scratch,
  };
}

/** The whole environment of the program: a few fixed variables, what the step declares, and its parts as JSON. */
function environmentOf({ facts, params }: StageContext<CommandParams>, values: Values): Record<string, string> {
  const declared = isObject(facts['environment']) ? facts['environment'] : {};
  const set = Object.entries(declared).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const temporary = join(values.scratch, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    ...baseEnvironment(),
    TMPDIR: temporary,
    ...Object.fromEntries(set),
    ASSAY_PARAMS: JSON.stringify(params.params),
    ASSAY_INPUTS: JSON.stringify(values.inputs),
    ASSAY_OUTPUTS: JSON.stringify(values.outputs),
    ASSAY_SCRATCH: values.scratch,
  };
}

/** `assay: 3/10 a remark`, or `assay: 3 a remark`, on the program's standard error. */
export function progressIn(line: string): Progress | undefined {
  const [, done, total, note] = /^assay: (\d{1,15})(?:\/(\d{1,15}))?(?: (.*))?$/.exec(line.trimEnd()) ?? [];
  if (done === undefined) return undefined;
  if (total !== undefined && Number(done) > Number(total)) return undefined;
  return {
    done: Number(done),
    ...(total !== undefined && { total: Number(total) }),
    unit: 'steps',
    ...(note !== undefined && note !== '' && { note }),
  };
}

function checkOutput(port: string, path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new StageFailure(`The program ended well but has not written its output "${port}"`, {
      hint: `It must write to the path that {outputs.${port}} stands for.`,
    });
  if (!stat.isFile()) throw new StageFailure(`The output "${port}" is no regular file: expected one file`);
}

function readMetrics(path: string): Metrics {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new StageFailure(`The program has not written its metrics, ${path}`, {
      hint: 'Write a flat JSON object there, or leave "metrics" out of the step.',
    });
  if (!stat.isFile() || stat.size > LARGEST_METRICS)
    throw new StageFailure(`The metrics, ${path}, are no file of at most ${LARGEST_METRICS / 1e6} MB`);
  let value: Json;
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (cause) {
    throw new StageFailure(`The metrics, ${path}, are not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(value)) throw new StageFailure(`Expected the metrics as a JSON object, found ${brief(value)}`);
  for (const [name, metric] of Object.entries(value)) {
    if (typeof metric === 'string' || (typeof metric === 'number' && Number.isFinite(metric))) continue;
    throw new StageFailure(`The metric "${name}" is ${brief(metric)}: expected a finite number or a text`);
  }
  return value as Metrics;
}

function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 48 ? text : `${text.slice(0, 45)}...`;
}
