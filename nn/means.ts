/** What the means over an epoch are made of so far. Added up in the order of the batches, in float64. */
export interface Sums {
  readonly examples: number;
  /** The loss of each batch times its examples. */
  readonly loss: number;
  /** What the objective measures, by name. */
  readonly measures: Readonly<Record<string, number>>;
}

/** Running means: the loss weighted by the examples of each batch, the measures (sums over a batch) per example. */
export interface Means {
  add(examples: number, loss: number, measures: Readonly<Record<string, number>>): void;
  read(): { loss: number; measures: Record<string, number> };
  /** All there is to them: `createMeans(means.sums())` continues with the same bits. */
  sums(): Sums;
}

export function createMeans(from: Sums = { examples: 0, loss: 0, measures: {} }): Means {
  let seen = from.examples;
  let lossSum = from.loss;
  const sums: Record<string, number> = { ...from.measures };
  return {
    add(examples, loss, measures) {
      seen += examples;
      lossSum += loss * examples;
      for (const [name, value] of Object.entries(measures)) sums[name] = (sums[name] ?? 0) + value;
    },
    read() {
      const measures: Record<string, number> = {};
      for (const [name, sum] of Object.entries(sums)) measures[name] = sum / seen;
      return { loss: lossSum / seen, measures };
    },
    sums: () => ({ examples: seen, loss: lossSum, measures: { ...sums } }),
  };
}
