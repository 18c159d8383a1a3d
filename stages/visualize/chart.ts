import type { Json, JsonObject } from '../../engine/core/json.ts';
import type { Metrics, OutputPort, Problem, StageContext } from '../../engine/core/stage.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';

/** What is known about a step's inputs before they are made: by port, what the steps upstream have inferred. */
export type Known = Readonly<Record<string, readonly Json[]>>;

/**
 * Everything about one kind of figure. `P` is the type of its parameters.
 *
 * Planning imports every chart, so its file imports nothing heavy: `stages/drawing/` loads vega and sharp when it draws.
 */
export interface Chart<P> {
  /** The value of `kind` in a step, and the name of the chart's file. */
  readonly kind: string;
  /**
   * JSON Schema of the ports and parameters: `title`, `description`, `required` and `properties`. `visualize` adds `kind` and
   * closes the object; `$ref` may name what schema/stages/visualize.json defines.
   */
  readonly schema: JsonObject;
  /** By port: `IMAGE`, `CHART` and `TABLE` are the usual ones. */
  readonly outputs: Readonly<Record<string, OutputPort>>;
  /** What is known to be wrong with a step before its inputs are made. Pure and fast. */
  check?(params: P, inputs: Known): readonly Problem[];
  /**
   * The port for models whose layers it asks what they do, draw or compute. The key of the step then has the code of these
   * layers, where they are of a pack.
   */
  readonly models?: string;
  /**
   * Writes all outputs.
   *
   * @param layers the types of layers that models can have, given to a chart with `models`
   * @throws StageFailure if the artifacts do not hold, or do not join to, what is to be drawn
   */
  draw(context: StageContext<P>, layers?: LayerKinds): Promise<Metrics | void>;
}

/** Gives a chart's functions the type of its parameters. */
export function defineChart<P>(chart: Chart<P>): Chart<P> {
  return chart;
}

/** Two pixels per unit. */
export const IMAGE: OutputPort = { kind: 'image', extension: 'png' };
/** The same picture as lines. */
export const CHART: OutputPort = { kind: 'chart', extension: 'svg' };
/** The numbers behind it. */
export const TABLE: OutputPort = { kind: 'table', extension: 'csv' };
