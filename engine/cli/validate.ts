import { showPath, isObject, type Json, type JsonObject } from '../json.ts';
import type { Plan } from '../plan.ts';
import { plural } from '../report/words.ts';
import type { Application } from './application.ts';
import { EXIT, renderTable, tellDiagnostics, type Terminal } from './output.ts';
import { prepare } from './session.ts';

/** `assay validate FILE...`: checks files and, with `shapes`, shows what is known of every step before it runs. */
export function validateCommand(
  files: readonly string[],
  options: { readonly set: readonly string[]; readonly json: boolean; readonly shapes: boolean },
  application: Application,
  terminal: Terminal,
): number {
  let wrong = false;
  for (const file of files) {
    const { session, diagnostics } = prepare(file, options.set, application);
    if (session === undefined) {
      wrong = true;
      tellDiagnostics(diagnostics, terminal, options.json && 'document');
      continue;
    }
    const { plan } = session;
    if (options.json) {
      terminal.out(
        JSON.stringify(
          { ok: true, file, steps: plan.steps.length, ...(options.shapes && { shapes: shapesOf(plan) }) },
          null,
          2,
        ),
      );
      continue;
    }
    terminal.out(`${file}: ok, ${plural(plan.steps.length, 'step')}, ${plural(plan.outputs.length, 'output')}`);
    if (options.shapes) terminal.out(renderShapes(plan));
  }
  return wrong ? EXIT.wrong : EXIT.done;
}

function shapesOf(plan: Plan): JsonObject {
  return Object.fromEntries(
    plan.steps.filter((step) => Object.keys(step.inferred).length > 0).map((step) => [step.id, step.inferred]),
  );
}

/** What is known beforehand, step by step: flat values in lines, lists of mappings (layers) as tables. */
function renderShapes(plan: Plan): string {
  const blocks: string[] = [];
  for (const [id, outputs] of Object.entries(shapesOf(plan))) {
    for (const [port, value] of Object.entries(outputs as JsonObject))
      blocks.push(`\n${id}.${port}`, ...renderValue(value, '  '));
  }
  return blocks.join('\n');
}

function renderValue(value: Json, indent: string): readonly string[] {
  if (!isObject(value)) return [`${indent}${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, part]) => {
    const rows =
      Array.isArray(part) && part.length > 0 && part.every(isObject) ? (part as readonly JsonObject[]) : undefined;
    if (rows === undefined)
      return [`${indent}${showPath([key])}: ${typeof part === 'string' ? part : JSON.stringify(part)}`];
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cell = (item: Json | undefined): string | number =>
      item === undefined
        ? ''
        : typeof item === 'number' || typeof item === 'string'
          ? item
          : Array.isArray(item)
            ? item.join('x')
            : JSON.stringify(item);
    return [
      `${indent}${key}:`,
      renderTable(
        columns,
        rows.map((row) => columns.map((column) => cell(row[column]))),
        `${indent}  `,
      ),
    ];
  });
}
