import { useState } from 'preact/hooks';
import type { Graph, GraphEdge, GraphNode, Outcome } from '../engine/document/model.ts';
import { showDuration } from './format.ts';
import { Glyph, MEANINGS } from './glyph.tsx';
import { Scroll } from './section.tsx';
import { stepAddress } from './selection.ts';

/** A step with more instances shows their number instead of a glyph for each. */
const MOST_GLYPHS = 4;
const ZOOMS = [1, 1.25, 1.6, 2];
const ORDER: readonly Outcome[] = [
  'failed',
  'running',
  'waiting',
  'skipped',
  'cancelled',
  'unknown',
  'run',
  'extended',
  'reused',
];

/** The steps and what flows between them; a node leads to its step. */
export function StepGraph({ graph, selected }: { readonly graph: Graph; readonly selected: string | undefined }) {
  const [zoom, setZoom] = useState(0);
  const scale = ZOOMS[zoom] ?? 1;
  const { width, height } = graph;
  return (
    <>
      <p class="ctl">
        <button class="btn" type="button" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          Smaller
        </button>
        <button class="btn" type="button" disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          Larger
        </button>
      </p>
      <Scroll label="Graph of the steps">
        <svg
          class={`dag${zoom === 0 ? ' fit' : ''}`}
          {...{ width: width * scale, height: height * scale, viewBox: `0 0 ${width} ${height}` }}
          role="group"
          aria-label="Steps and what flows between them"
        >
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path class="h" d="M0 0.5 8 4 0 7.5Z" />
            </marker>
          </defs>
          {graph.edges.map((edge) => (
            <Edge edge={edge} hot={edge.from === selected || edge.to === selected} key={`${edge.from}>${edge.to}`} />
          ))}
          {graph.nodes.map((node) => (
            <Node {...{ node, graph }} current={node.name === selected} key={node.name} />
          ))}
        </svg>
      </Scroll>
      <Legend graph={graph} />
    </>
  );
}

function Edge({ edge, hot }: { readonly edge: GraphEdge; readonly hot: boolean }) {
  return <path class={hot ? 'e hot' : 'e'} d={curve(edge.points)} marker-end="url(#arrow)" />;
}

/** A line through the points of the layout that is level at each of them. */
function curve(points: GraphEdge['points']): string {
  return points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y}`;
      const middle = (before[0] + x) / 2;
      return `C${middle} ${before[1]} ${middle} ${y} ${x} ${y}`;
    })
    .join('');
}

interface NodeProps {
  readonly node: GraphNode;
  readonly graph: Graph;
  readonly current: boolean;
}

function Node({ node, graph, current }: NodeProps) {
  const { name, stage, outcomes, x, y } = node;
  const { nodeWidth, nodeHeight } = graph;
  const worst = ORDER.find((outcome) => outcomes.includes(outcome)) ?? 'unknown';
  const shown = outcomes.length > MOST_GLYPHS ? [worst] : outcomes;
  const visible = [
    shortened(name, outcomes.length > MOST_GLYPHS ? 13 : 20 - 2 * shown.length),
    shortened(stage, 15),
    node.durationMs > 0 ? showDuration(node.durationMs) : '',
    outcomes.length > MOST_GLYPHS ? `${outcomes.length} ×` : '',
  ];
  const [title, kind, took, times] = visible;
  return (
    <a
      class={`n-${worst}`}
      href={stepAddress(node.first)}
      aria-label={`${visible.filter((text) => text !== '').join(' ')}: step ${name}, ${countWords(outcomes)}`}
      aria-current={current ? 'true' : undefined}
    >
      <rect class="sel" x={x - 3} y={y - 3} width={nodeWidth + 6} height={nodeHeight + 6} rx="5" />
      <rect class="box" {...{ x, y, width: nodeWidth, height: nodeHeight }} rx="3" />
      <text class="nm" x={x + 10} y={y + 19}>
        {title}
      </text>{' '}
      <text class="st" x={x + 10} y={y + 36}>
        {kind}
      </text>{' '}
      <text class="st" x={x + nodeWidth - 10} y={y + 36} text-anchor="end">
        {took}
      </text>{' '}
      <text class="st" x={x + nodeWidth - 28} y={y + 19} text-anchor="end">
        {times}
      </text>
      {shown.map((outcome, index) => (
        <Glyph outcome={outcome} at={[x + nodeWidth - 22 - 15 * (shown.length - 1 - index), y + 9]} key={index} />
      ))}
    </a>
  );
}

function countWords(outcomes: readonly Outcome[]): string {
  return ORDER.flatMap((outcome) => {
    const count = outcomes.filter((each) => each === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  }).join(', ');
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function Legend({ graph }: { readonly graph: Graph }) {
  const present = new Set(graph.nodes.flatMap(({ outcomes }) => outcomes));
  return (
    <p class="legend">
      {ORDER.toReversed()
        .filter((outcome) => present.has(outcome))
        .map((outcome) => (
          <span key={outcome}>
            <Glyph outcome={outcome} /> <b>{outcome}</b> {MEANINGS[outcome]}
          </span>
        ))}
    </p>
  );
}
