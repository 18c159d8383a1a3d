// Settings that several optimizers have, as JSON Schema. Defaults are theirs.

export const LEARNING_RATE = {
  description: 'Roughly the largest change of a weight in one update',
  type: 'number',
  exclusiveMinimum: 0,
} as const;

/** Of a running mean. */
export const DECAY = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;

export const BETA1 = { ...DECAY, description: 'Decay of the running mean of the gradients', default: 0.9 } as const;

export const BETA2 = {
  ...DECAY,
  description: 'Decay of the running mean of the squared gradients',
  default: 0.999,
} as const;

export const EPSILON = {
  description: 'Added to the divisor, so that a small mean square does no harm',
  type: 'number',
  exclusiveMinimum: 0,
  default: 1e-8,
} as const;

/** See decoupled(). */
export const WEIGHT_DECAY = {
  description:
    'Decoupled from the gradient: each update first takes learningRate * weightDecay of each kernel away; not of biases',
  type: 'number',
  minimum: 0,
  default: 0,
} as const;
