import { Option } from '@commander-js/extra-typings';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, setOption } from '../options.ts';
import { REPEAT } from '../../read/axes.ts';
import type { Plan, PlannedStep } from '../../core/plan.ts';
import { EXIT, tellDiagnostics } from '../output.ts';
import { prepare } from '../session.ts';

/** One box of the graph: a step with the number of its instances, or one instance. */
interface Box {
  readonly id: string;
  readonly label: readonly string[];
  readonly from: readonly { readonly id: string; readonly port: string }[];
}

const declare = (blank: BlankCommand) =>
  blank
    .argument('<file>', 'experiment file')
    .addOption(setOption())
    .addOption(new Option('--format <format>', 'language of the graph').choices(['mermaid', 'dot']).default('mermaid'))
    .option('-a, --all', 'draw every instance of a swept step', false)
    .addOption(jsonOption());

/** `assay graph FILE`: prints the steps and what flows between them as Mermaid or dot. */
export const graph = defineCommand({
  declare,
  help: `Examples:
  assay graph experiments/quickstart.yaml
  assay graph experiments/quickstart.yaml --format dot | dot -Tsvg > graph.svg`,
  run: drawSteps,
});

async function drawSteps(file: string, options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const { session, diagnostics } = await prepare(file, options.set, await line.application());
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'document');
    return EXIT.wrong;
  }
  const boxes = options.all ? session.plan.steps.map((step) => instanceBox(step)) : stepBoxes(session.plan);
  if (options.json) terminal.out(JSON.stringify(boxes, null, 2));
  else terminal.out(options.format === 'dot' ? renderDot(session.plan.experiment, boxes) : renderMermaid(boxes));
  return EXIT.done;
}

function instanceBox(step: PlannedStep): Box {
  const from = Object.values(step.inputs).flatMap((links) => links.map((link) => ({ id: link.step, port: link.port })));
  return { id: step.id, label: [step.id, step.stage.name], from };
}

function stepBoxes(plan: Plan): readonly Box[] {
  const nameOf = new Map(plan.steps.map((step) => [step.id, step.name]));
  const instances = new Map<string, PlannedStep[]>();
  for (const step of plan.steps) instances.set(step.name, [...(instances.get(step.name) ?? []), step]);
  return [...instances].map(([name, steps]) => {
    const from = new Map<string, { id: string; port: string }>();
    for (const step of steps) {
      for (const link of Object.values(step.inputs).flat()) {
        const id = nameOf.get(link.step) ?? link.step;
        from.set(`${id}.${link.port}`, { id, port: link.port });
      }
    }
    const axes = Object.keys(steps[0]?.point ?? {}).filter((axis) => axis !== REPEAT || steps.length > 1);
    const times = steps.length === 1 ? [] : [`${steps.length} x (${axes.join(', ')})`];
    return { id: name, label: [name, steps[0]?.stage.name ?? '', ...times], from: [...from.values()] };
  });
}

function renderMermaid(boxes: readonly Box[]): string {
  const ids = new Map(boxes.map((box, index) => [box.id, `s${index}`]));
  const lines = ['flowchart LR'];
  for (const box of boxes) lines.push(`  ${ids.get(box.id)}["${box.label.map(mermaidText).join('<br/>')}"]`);
  for (const box of boxes)
    for (const link of box.from) lines.push(`  ${ids.get(link.id)} -- ${link.port} --> ${ids.get(box.id)}`);
  return lines.join('\n');
}

/** Escapes a label for Mermaid, which reads HTML, Markdown and `#` codes: all but letters, digits and harmless signs. */
function mermaidText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} _.,:=+()[\]/-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}

function renderDot(title: string, boxes: readonly Box[]): string {
  const quote = (text: string): string =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const lines = [
    `digraph ${quote(title)} {`,
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
  ];
  for (const box of boxes) lines.push(`  ${quote(box.id)} [label=${quote(box.label.join('\n'))}];`);
  for (const box of boxes)
    for (const link of box.from) lines.push(`  ${quote(link.id)} -> ${quote(box.id)} [label=${quote(link.port)}];`);
  return [...lines, '}'].join('\n');
}
