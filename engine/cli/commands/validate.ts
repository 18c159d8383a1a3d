import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, setOption } from '../options.ts';
import { stringify } from 'yaml';
import { diagnosticJson } from '../../core/diagnostic.ts';
import { showPath, isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { plural } from '../../report/messages.ts';
import { EXIT, renderTable, tellDiagnostics } from '../output.ts';
import { prepare } from '../session.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<file...>', 'experiment files')
    .addOption(setOption())
    .option('--shapes', 'show what each step will compute: layers, parameters, MACs', false)
    .option('--resolved', 'show the file with everything that it extends, its constants and overrides', false)
    .addOption(jsonOption());

/**
 * `assay validate FILE...`: checks files. `--shapes` also shows what is known of each step before it runs; `--resolved` shows
 * the file with all that it extends, its constants and the overrides filled in.
 */
export const validate = defineCommand({
  declare,
  help: `Examples:
  assay validate experiments/*.yaml
  assay validate experiments/quickstart.yaml --shapes`,
  run: checkFiles,
});

async function checkFiles(files: readonly string[], options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const application = await line.application();
  const checked: ({ readonly file: string } & Awaited<ReturnType<typeof prepare>>)[] = [];
  for (const file of files) checked.push({ file, ...(await prepare(file, options.set, application)) });
  const wrong = checked.some(({ session }) => session === undefined);
  if (options.json) {
    const documents = checked.map(({ file, session, diagnostics }) =>
      session === undefined
        ? { ok: false, file, diagnostics: diagnostics.map(diagnosticJson) }
        : {
            ok: true,
            file,
            steps: session.plan.steps.length,
            ...(options.shapes && { shapes: shapesOf(session.plan) }),
            ...(options.resolved && { resolved: session.plan.source }),
          },
    );
    // One document whatever the number of files: a list for several.
    terminal.out(JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2));
    return wrong ? EXIT.wrong : EXIT.done;
  }
  for (const { file, session, diagnostics } of checked) {
    if (session === undefined) {
      tellDiagnostics(diagnostics, terminal, false);
      continue;
    }
    const { plan } = session;
    if (options.resolved) {
      // A whole file, so that it can be piped into one.
      terminal.out(`${checked.length > 1 ? `--- # ${file}\n` : ''}${stringify(plan.source).trimEnd()}`);
    } else terminal.out(`${file}: ok, ${plural(plan.steps.length, 'step')}, ${plural(plan.outputs.length, 'output')}`);
    if (options.shapes) terminal.out(renderShapes(plan, terminal.columns));
  }
  return wrong ? EXIT.wrong : EXIT.done;
}

function shapesOf(plan: Plan): JsonObject {
  return Object.fromEntries(
    plan.steps.filter((step) => Object.keys(step.inferred).length > 0).map((step) => [step.id, step.inferred]),
  );
}

/** What is known beforehand, step by step: flat values in lines, lists of mappings (layers) as tables. */
function renderShapes(plan: Plan, width: number | undefined): string {
  const blocks: string[] = [];
  for (const [id, outputs] of Object.entries(shapesOf(plan))) {
    for (const [port, value] of Object.entries(outputs as JsonObject))
      blocks.push(`\n${id}.${port}`, ...renderValue(value, '  ', width));
  }
  return blocks.join('\n');
}

function renderValue(value: Json, indent: string, width: number | undefined): readonly string[] {
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
        { indent: `${indent}  `, columns: width },
      ),
    ];
  });
}
