import { Graph as DagreGraph, layout } from '@dagrejs/dagre';
import { isObject, type Json } from '../core/json.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { grouped } from './grouped.ts';
import type { Graph, GraphEdge, ReportStep } from './model.ts';

const NODE = { width: 164, height: 46 };
const MARGIN = 4;

/**
 * Returns the steps of a run as a graph from left to right: a node for each name, however many instances it has. What a step
 * takes is read from its entry in the file: names of other steps at its ports, where a record tells which these are, else
 * anywhere in it.
 */
export function stepGraph(run: RunRecord, steps: readonly ReportStep[]): Graph {
  const groups = grouped(steps, ({ name }) => name);
  const links = [...groups].flatMap(([name, instances]) =>
    namesTaken(run, name, instances, new Set(groups.keys())).map((from) => ({ from, to: name })),
  );
  const graph = new DagreGraph();
  graph.setGraph({ rankdir: 'LR', ranksep: 72, nodesep: 22 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of groups.keys()) graph.setNode(name, { ...NODE });
  for (const { from, to } of links) graph.setEdge(from, to);
  if (groups.size > 0) layout(graph);
  const nodes = [...groups].map(([name, instances]) => {
    const { x, y } = graph.node(name) as { x: number; y: number };
    return {
      name,
      stage: instances[0]?.stage ?? '',
      outcomes: instances.map(({ outcome }) => outcome),
      first: instances[0]?.id ?? name,
      durationMs: instances.reduce((sum, { outcome, durationMs = 0 }) => sum + (outcome === 'run' ? durationMs : 0), 0),
      x: round(x - NODE.width / 2),
      y: round(y - NODE.height / 2),
    };
  });
  const edges = links.map(({ from, to }): GraphEdge => {
    const { points } = graph.edge(from, to) as { points: readonly { x: number; y: number }[] };
    // An edge leaves at the right and arrives at the left, so that the direction needs no arrow to be seen.
    const [start, end] = [graph.node(from), graph.node(to)] as { x: number; y: number }[];
    const inner = points.slice(1, -1).map(({ x, y }) => [round(x), round(y)] as const);
    const first = start === undefined ? [] : [[round(start.x + NODE.width / 2), round(start.y)] as const];
    const last = end === undefined ? [] : [[round(end.x - NODE.width / 2), round(end.y)] as const];
    return { from, to, points: [...first, ...inner, ...last] };
  });
  return framed(nodes, edges);
}

/** Moves a layout so that all of it is inside of the drawing: lines of the layout may leave the frame of its nodes. */
function framed(nodes: Graph['nodes'], edges: Graph['edges']): Graph {
  const points = edges.flatMap((edge) => edge.points);
  const left = Math.min(...nodes.map(({ x }) => x), ...points.map(([x]) => x)) - MARGIN;
  const top = Math.min(...nodes.map(({ y }) => y), ...points.map(([, y]) => y)) - MARGIN;
  const right = Math.max(...nodes.map(({ x }) => x + NODE.width), ...points.map(([x]) => x)) + MARGIN;
  const bottom = Math.max(...nodes.map(({ y }) => y + NODE.height), ...points.map(([, y]) => y)) + MARGIN;
  return {
    width: round(right - left),
    height: round(bottom - top),
    nodeWidth: NODE.width,
    nodeHeight: NODE.height,
    nodes: nodes.map((node) => ({ ...node, x: round(node.x - left), y: round(node.y - top) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map(([x, y]) => [round(x - left), round(y - top)] as const),
    })),
  };
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}

function namesTaken(
  { source }: RunRecord,
  name: string,
  instances: readonly ReportStep[],
  known: ReadonlySet<string>,
): readonly string[] {
  const entry = isObject(source['steps']) ? source['steps'][name] : undefined;
  if (entry === undefined || !isObject(entry)) return [];
  const ports = new Set(instances.flatMap(({ inputs }) => inputs.map(({ port }) => port)));
  const found = Object.entries(entry)
    .filter(([field]) => field !== 'stage' && field !== 'over' && (ports.size === 0 || mayHold(field, ports)))
    .flatMap(([, value]) => texts(value))
    .map((text) => text.replace(/\..*$/s, ''))
    .filter((other) => other !== name && known.has(other));
  return [...new Set(found)];
}

/** A mapping of a step's own ports is a field that no record names, so only fields of one port can be told apart. */
function mayHold(field: string, ports: ReadonlySet<string>): boolean {
  return ports.has(field) || field === 'inputs';
}

function texts(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => texts(item));
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
