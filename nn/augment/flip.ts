import { STAYS, type AugmentationKind } from './kind.ts';

export interface FlipSettings {
  readonly horizontal?: boolean;
  readonly vertical?: boolean;
}

/** Every second image, on the average. */
export const flip: AugmentationKind<FlipSettings> = {
  name: 'flip',
  schema: {
    description: 'Mirrors every second image, on the average',
    type: 'object',
    additionalProperties: false,
    properties: {
      horizontal: { description: 'Whether left becomes right', type: 'boolean', default: true },
      vertical: { description: 'Whether top becomes bottom', type: 'boolean', default: false },
    },
  },
  transform({ horizontal = true, vertical = false }, { uniform }) {
    // Both numbers are drawn whatever the settings are.
    const [across, along] = [uniform() < 0.5, uniform() < 0.5];
    return { ...STAYS, a: horizontal && across ? -1 : 1, d: vertical && along ? -1 : 1 };
  },
  confuses({ horizontal = true, vertical = false }, subject) {
    if (!horizontal && !vertical) return undefined;
    if (subject === 'letters') return '"flip" makes other letters, or none: a d of a b, a q of a p';
    if (horizontal && vertical) return '"flip" both ways makes a 9 of a 6, and a 6 of a 9';
    return '"flip" makes digits that are none, and some that look like others: a mirrored 2 is nearly a 5';
  },
};
