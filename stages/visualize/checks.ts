// Faults that several kinds of charts share and that are known before their inputs are made.

import { didYouMean } from '../../engine/core/diagnostic.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json, JsonObject, PathPart } from '../../engine/core/json.ts';
import type { Problem } from '../../engine/core/stage.ts';
import type { Known } from './chart.ts';
import type { Weights } from './matrix.ts';

/** What is known about the artifacts at a port. */
export function knownAt(inputs: Known, port: string): readonly JsonObject[] {
  return (inputs[port] ?? []).filter(isObject);
}

/** Checks that there are as many names as inputs at a port; with repeats, as many as there would be without them. */
export function checkNames(names: readonly string[] | undefined, port: string, inputs: Known): Problem[] {
  const count = inputs[port]?.length ?? 0;
  if (names === undefined || count % names.length === 0) return [];
  return [{ path: ['names'], message: `Found ${names.length} names for ${count} inputs at "${port}"` }];
}

/** Checks that the split that a figure takes images from has some. */
export function checkSplit(inputs: Known, split = 'test', path: readonly PathPart[] = ['data']): Problem[] {
  if (!knownAt(inputs, 'data').some((dataset) => dataset[split] === 0)) return [];
  return [{ path, message: `The dataset has no ${split} images` }];
}

/** What a chart of filters needs from their comparison. */
export interface Asked {
  /** It draws one layer (needs no name if there is only one), or several (without names, all). */
  readonly of: { readonly layer: string | undefined } | { readonly layers: readonly string[] | undefined };
  /** The parameter `snapshot`, or the weights of single epochs; without it, the final weights. */
  readonly snapshot?: Weights | 'epochs';
  /** It draws the responses to images, too. */
  readonly activations?: boolean;
  /** How many filters of one layer it can show. */
  readonly most?: number;
  /** It gathers points of a sweep: it leaves out a point with fewer than two filters, but needs one that has two. */
  readonly gathers?: boolean;
}

/** What the stage that compares filters infers about its reports and matrices. */
export interface Compared {
  readonly layers: readonly { readonly name: string; readonly filters?: number }[];
  readonly snapshots: readonly string[];
  /** Whether it compares their responses to images too. */
  readonly activations?: boolean;
}

/** What is known about the comparisons of filters that reach a chart. */
export function comparedAt(inputs: Known): readonly Compared[] {
  return [...(inputs['matrix'] ?? []), ...(inputs['similarity'] ?? [])].filter(isCompared);
}

/** Checks that the layers and snapshots exist, and have filters to compare, but not more than the chart can show. */
export function checkFilters(inputs: Known, asked: Asked): Problem[] {
  const all = comparedAt(inputs);
  const [first] = all;
  if (first === undefined) return [];
  const problems = [...layerProblems(asked, first), ...snapshotProblems(asked, first)];
  return problems.length > 0 ? problems : countProblems(asked, all);
}

function layerProblems({ of }: Asked, { layers }: Compared): Problem[] {
  const names = layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const check = (layer: string, path: Problem['path']): Problem[] => {
    if (names.includes(layer)) return [];
    return [{ path, message: `Unknown layer "${layer}": the filters are of ${quoted}${didYouMean(layer, names)}` }];
  };
  if ('layers' in of) return (of.layers ?? []).flatMap((layer, index) => check(layer, ['layers', index]));
  if (of.layer !== undefined) return check(of.layer, ['layer']);
  return names.length > 1 ? [{ path: ['kind'], message: `Missing "layer": the filters are of ${quoted}` }] : [];
}

function snapshotProblems(asked: Asked, { snapshots, activations }: Compared): Problem[] {
  if (asked.snapshot === 'epochs') {
    if (snapshots.some((name) => name.startsWith('epoch-'))) return [];
    const message = 'Weights of single epochs were not compared: "snapshots" of the step before needs "epochs"';
    return [{ path: ['kind'], message }];
  }
  const problems: Problem[] = [];
  if (asked.activations === true && activations === false) {
    const message = 'Activations were not compared: the step before needs "model" and "data"';
    problems.push({ path: ['kind'], message });
  }
  const snapshot = asked.snapshot ?? 'final';
  if (!snapshots.includes(snapshot)) {
    const message = `The ${snapshot} weights were not compared: "snapshots" of the step before has only ${snapshots.join(', ')}`;
    problems.push({ path: asked.snapshot === undefined ? ['kind'] : ['snapshot'], message });
  }
  return problems;
}

/** Faults: too many filters for a picture, or nowhere two. */
function countProblems({ of, most = Infinity, gathers = false }: Asked, compared: readonly Compared[]): Problem[] {
  const layer = 'layer' in of ? of.layer : undefined;
  const wanted = 'layers' in of ? of.layers : layer === undefined ? undefined : [layer];
  const layers = compared.flatMap((each) => each.layers.filter(({ name }) => wanted?.includes(name) ?? true));
  const path = [layer === undefined ? 'kind' : 'layer'];
  const large = layers.find(({ filters = 0 }) => filters > most);
  if (large !== undefined) {
    const message = `Layer "${large.name}" has ${large.filters} filters: this figure shows at most ${most}`;
    return [{ path, message, notes: ['A histogram shows the pairs of larger layers'] }];
  }
  if (!gathers || layers.length === 0 || !layers.every(({ filters = 2 }) => filters < 2)) return [];
  return [{ path, message: 'There are nowhere two filters to compare: this figure would be empty' }];
}

function isCompared(value: Json): value is Json & Compared {
  return isObject(value) && Array.isArray(value['layers']) && Array.isArray(value['snapshots']);
}
