import type { ScheduleKind } from './kind.ts';

/** The optimizer's own rate throughout: for its warm-up. */
export const constant: ScheduleKind<object> = {
  name: 'constant',
  schema: {
    description: "The optimizer's learningRate throughout, after a warm-up",
    type: 'object',
    additionalProperties: false,
    properties: {},
  },
  create: () => ({ length: 0, shareAt: () => 1 }),
};
