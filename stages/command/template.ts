import type { Json } from '../../engine/core/json.ts';
import { isObject } from '../../engine/core/json.ts';

/** What the placeholders of a command stand for. An input has several paths where several artifacts reach its port. */
export interface Values {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly scratch: string;
}

/** `{inputs.model}`, `{outputs.table}`, `{params.rate}`, `{params.optimizer.rate}`, `{scratch}`; other braces stay as they are. */
const PLACEHOLDER = /\{(scratch|(?:inputs|outputs|params)\.[A-Za-z0-9_.-]+)\}/g;

/** The placeholders in a text, without their braces: `inputs.model`. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((found) => found[1] ?? '');
}

/** The arguments of a command given as a list. A placeholder of several paths must be a whole argument and becomes several. */
export function fillArguments(run: readonly string[], values: Values): string[] {
  return run.flatMap((argument) => {
    const [only] = placeholdersIn(argument);
    if (only !== undefined && argument === `{${only}}`) return valuesOf(only, values);
    return argument.replaceAll(PLACEHOLDER, (_, name: string) => valuesOf(name, values).join(' '));
  });
}

/** The text of a shell command: every value is quoted, so that no path or parameter becomes code. */
export function fillShell(run: string, values: Values): string {
  return run.replaceAll(PLACEHOLDER, (_, name: string) => valuesOf(name, values).map(quoted).join(' '));
}

/** A text with its placeholders filled in, as it is. */
export function fillText(text: string, values: Values): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => valuesOf(name, values).join(' '));
}

/** One word for a POSIX shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function valuesOf(placeholder: string, { inputs, outputs, params, scratch }: Values): readonly string[] {
  if (placeholder === 'scratch') return [scratch];
  const [kind, ...path] = placeholder.split('.');
  const name = path.join('.');
  if (kind === 'inputs') return inputs[name] ?? unknown(placeholder);
  if (kind === 'outputs') return [outputs[name] ?? unknown(placeholder)];
  const value = parameterAt(params, path);
  return value === undefined ? unknown(placeholder) : [typeof value === 'string' ? value : JSON.stringify(value)];
}

function unknown(placeholder: string): never {
  throw new Error(`Internal error: nothing stands for {${placeholder}}`); // infer has refused it
}

/** The parameter at a path of names, or undefined. */
export function parameterAt(params: Readonly<Record<string, Json>>, path: readonly string[]): Json | undefined {
  let value: Json | undefined = params;
  for (const part of path) {
    if (value === undefined || !isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
