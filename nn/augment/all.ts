import { contrast } from './contrast.ts';
import { cutout } from './cutout.ts';
import { elastic } from './elastic.ts';
import { flip } from './flip.ts';
import { noise } from './noise.ts';
import { rotate } from './rotate.ts';
import { scale } from './scale.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';

/** Every augmentation, in the order in which they are done to an image: first what moves pixels, then what changes values. */
export const ALL = { flip, scale, shear, rotate, shift, elastic, contrast, noise, cutout };
