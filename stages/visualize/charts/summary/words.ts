import type { DrawnNull } from '../../../statistics/drawn-null.ts';

/** What a layer is compared with, after `against`. */
const AGAINST: Readonly<Record<DrawnNull, string>> = {
  isotropic: 'layers of random directions',
  permuted: 'filters with their weights in random order',
  rotated: 'the layer turned at random about its mean filter: with its mean and covariance',
  'rotated-about-zero': 'the layer turned at random about 0: with its second moments, and no mean',
};

const NULLS = Object.entries(AGAINST);

/** What the columns that both tables have mean, a line for each. */
const BOTH: Readonly<Record<string, string>> = {
  layer: 'the layer of the network whose filters are compared',
  filters: 'how many filters the layer has',
  threshold: 'two filters are similar when the cosine of their weights is above this; biases are left out',
  possible: 'how many pairs there are',
  chance: 'the ratio that random directions of as many dimensions give',
};

export const WORDS: Readonly<Record<string, string>> = {
  ...BOTH,
  testAccuracy: 'the share of test images that the network classifies correctly',
  validationAccuracy: 'the share of validation images that it classifies correctly, after the last epoch',
  pairs: 'how many pairs of filters are similar',
  ratio: 'similar pairs divided by possible ones',
  z: 'how many standard deviations the ratio lies from chance',
  lift: 'the ratio divided by chance: 1 is chance, 2 is twice as many',
  ...Object.fromEntries(
    NULLS.flatMap(([name, against]) => [
      [name, `more or fewer similar pairs than chance gives, or no evidence of either, against ${against}`],
      [`p ${name}`, 'how probable a result as far out is by that chance, corrected for all that the step tests'],
    ]),
  ),
};

/** What is measured of each network; the table of repeats has its mean and standard deviation. */
const MEASURED = ['testAccuracy', 'validationAccuracy', 'pairs', 'ratio', 'z', 'lift'];

export const REPEAT_WORDS: Readonly<Record<string, string>> = {
  ...BOTH,
  networks: 'how many networks, trained with different seeds, the row is about',
  ...Object.fromEntries(
    MEASURED.flatMap((name) => [
      [`${name} mean`, `mean over the networks of ${WORDS[name]}`],
      [`${name} sd`, 'its standard deviation over the networks'],
    ]),
  ),
  ...Object.fromEntries(
    NULLS.flatMap(([name, against]) => [
      [`${name} difference`, `how much greater the ratio is, on average over the networks, against ${against}`],
      [`${name} low`, 'lower end of the 95 % t interval of that difference'],
      [`${name} high`, 'upper end of the 95 % t interval of that difference'],
      [`${name} p`, 'p value of that difference against 0'],
    ]),
  ),
};
