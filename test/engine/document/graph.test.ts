import { describe, expect, it } from 'vitest';
import { stepGraph } from '../../../engine/document/graph.ts';
import { reportSteps } from '../../../engine/document/steps.ts';
import { finished, madeBy, recordFor, runOf } from '../../helpers/report-sources.ts';

describe('stepGraph()', () => {
  const steps = [
    finished('data'),
    finished('train', { id: 'train[size=1]', point: { size: 1 } }),
    finished('train', { id: 'train[size=2]', point: { size: 2 }, action: 'reused' }),
    finished('table'),
  ];
  const source = {
    steps: {
      data: { stage: 'work', label: 'table' },
      train: { stage: 'work', from: 'data', kind: 'table' },
      table: { stage: 'work', over: ['size'], inputs: { all: ['train.out'], more: 'data.out' } },
    },
  };
  const run = runOf(steps, { source });
  const recordOf = (key: string | undefined) => {
    const step = steps.find((each) => each.key === key);
    const inputs = step?.name === 'train' ? { from: [{ digest: madeBy('data') }] } : {};
    return step === undefined || step.name === 'data' ? undefined : recordFor(step, 0, inputs);
  };
  const graph = stepGraph(run, reportSteps({ run, recordOf }));

  it('has a node for each name, with the outcome of every instance', () => {
    expect(graph.nodes.map(({ name, outcomes }) => [name, outcomes])).toEqual([
      ['data', ['run']],
      ['train', ['run', 'reused']],
      ['table', ['run']],
    ]);
  });

  it('takes a text for the name of a step only at ports, where a record tells which these are', () => {
    const links = graph.edges.map(({ from, to }) => `${from}>${to}`);
    expect(links).toContain('data>train');
    expect(links).not.toContain('table>train');
    expect(links.filter((link) => link.endsWith('>table')).sort()).toEqual(['data>table', 'train>table']);
  });

  it('lays out nodes from left to right, without overlap, inside of the drawing', () => {
    const at = new Map(graph.nodes.map((node) => [node.name, node]));
    for (const { from, to, points } of graph.edges) {
      if (from === 'table') continue; // "label: table" makes a circle of it.
      expect(at.get(from)?.x).toBeLessThan(at.get(to)?.x ?? 0);
      expect(points[0]?.[0]).toBeCloseTo((at.get(from)?.x ?? 0) + graph.nodeWidth, 0);
      expect(points.at(-1)?.[0]).toBeCloseTo(at.get(to)?.x ?? 0, 0);
    }
    for (const { x, y } of graph.nodes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + graph.nodeWidth).toBeLessThanOrEqual(graph.width);
      expect(y + graph.nodeHeight).toBeLessThanOrEqual(graph.height);
    }
    for (const [x, y] of graph.edges.flatMap(({ points }) => points)) {
      expect(x >= 0 && x <= graph.width).toBe(true);
      expect(y >= 0 && y <= graph.height).toBe(true);
    }
    for (const [index, a] of graph.nodes.entries())
      for (const b of graph.nodes.slice(index + 1))
        expect(Math.abs(a.x - b.x) >= graph.nodeWidth || Math.abs(a.y - b.y) >= graph.nodeHeight).toBe(true);
  });

  it('keeps the lines inside of the drawing that pass above all nodes', () => {
    const names = ['data', 'code', 'train', 'filters', 'curves', 'similar', 'sheet', 'summary'];
    const from = {
      code: ['data'],
      train: ['data'],
      filters: ['train'],
      curves: ['train'],
      similar: ['filters'],
      sheet: ['similar', 'train', 'data'],
      summary: ['similar', 'train'],
    };
    const entries = names.map((name) => [name, { inputs: (from as Record<string, string[]>)[name] ?? [] }]);
    const long = runOf(
      names.map((name) => finished(name)),
      { source: { steps: Object.fromEntries(entries) as never } },
    );
    const { edges, width, height } = stepGraph(long, reportSteps({ run: long, recordOf: () => undefined }));
    expect(edges).toHaveLength(10);
    for (const [x, y] of edges.flatMap(({ points }) => points)) {
      expect(x >= 0 && x <= width).toBe(true);
      expect(y >= 0 && y <= height).toBe(true);
    }
  });

  it('is empty for a run without steps', () => {
    expect(stepGraph(runOf([]), [])).toMatchObject({ nodes: [], edges: [] });
  });
});
