import { STAYS, type AugmentationKind } from './kind.ts';

export interface RotateSettings {
  readonly degrees: number;
}

/** From here on, a 6 can come out as a 9 that nobody would take for a 6. */
const UPSIDE_DOWN = 135;

/** About the middle. */
export const rotate: AugmentationKind<RotateSettings> = {
  name: 'rotate',
  schema: {
    description: 'Turns the image about its middle',
    type: 'object',
    additionalProperties: false,
    required: ['degrees'],
    properties: {
      degrees: { description: 'By at most so much, either way', type: 'number', exclusiveMinimum: 0, maximum: 180 },
    },
  },
  transform({ degrees }, { between }) {
    const angle = (between(-degrees, degrees) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return { ...STAYS, a: cos, b: sin, c: -sin, d: cos };
  },
  confuses({ degrees }, subject) {
    if (degrees < UPSIDE_DOWN) return undefined;
    return subject === 'digits'
      ? `"rotate" by up to ${degrees} degrees makes a 9 of a 6, and a 6 of a 9`
      : `"rotate" by up to ${degrees} degrees makes other letters: a W of an M, a u of an n`;
  },
};
