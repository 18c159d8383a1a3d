// The experiments that docs/paper.md tells of. `set`: what `assay run` overrides. `tables`: published files, as they begin.
// `pictures`: a picture in docs/images, the published file that it is (`*`: the last point of the sweep), and what it shows.

const OF_FILTERS = ['summary', 'similarity', 'tests', 'clusters', 'spectrum', 'answers', 'removals'];

/** @typedef {{ name: string, file: string, set: readonly string[], tables: readonly string[], pictures: Readonly<Record<string, readonly [file: string, caption: string]>> }} Study */

/** @type {readonly Study[]} */
export const STUDIES = [
  {
    name: 'paper-base',
    file: 'classifier.yaml',
    set: ['sweep.network=[paper-base]'],
    tables: ['compare', 'classes', 'answers', 'removals'],
    pictures: {
      'classifier-curves.png': ['curves.png', 'Loss and accuracy, epoch by epoch: figures 2 to 5'],
      'confusion.png': ['confusion*.png', 'Confusion matrix'],
      'mistakes.png': ['mistakes*.png', 'The worst mistakes'],
      'network.png': ['figure-1*.png', 'The network, figure 1'],
      'removal-paper-base.png': ['removal*.png', 'What the network loses without some of its first-layer filters'],
    },
  },
  {
    name: 'first-layer',
    file: 'first-layer.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'first-layer.png': ['contact-sheet.png', 'Contact sheet, figure 7'],
      'ratio-by-filters.png': ['ratio-by-filters.png', 'Ratio of similar pairs against the number of filters'],
      'ratio-by-threshold.png': ['ratio-by-threshold*.png', 'Ratio of similar pairs at every threshold'],
      'heat-map.png': ['heat-map*.png', 'Heat map and clusters'],
      'histogram.png': ['histogram*.png', 'Cosines beside those of random filters'],
      'spectrum.png': ['spectrum*.png', 'How many directions the layer uses'],
      'responses.png': ['responses*.png', 'Alike weights, alike responses?'],
      'removal-first-layer.png': ['removal*.png', 'What the network loses without some of the filters'],
    },
  },
  {
    name: 'second-layer-3x3',
    file: 'second-layer-3x3.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'second-layer-3x3.png': ['contact-sheet.png', 'Contact sheet, figure 8'],
      'ratio-by-filters-3x3.png': [
        'ratio-by-filters-as-first.png',
        'Ratio of similar pairs at the thresholds of equal surprise',
      ],
      'spectrum-3x3.png': ['spectrum*.png', 'How many directions the layer uses'],
      'removal-3x3.png': ['removal*.png', 'What the network loses without some of the filters'],
    },
  },
  {
    name: 'second-layer-5x5',
    file: 'second-layer-5x5.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'second-layer-5x5.png': ['contact-sheet.png', 'Contact sheet, figure 9'],
      'ratio-by-filters-5x5.png': [
        'ratio-by-filters-as-first.png',
        'Ratio of similar pairs at the thresholds of equal surprise',
      ],
      'spectrum-5x5.png': ['spectrum*.png', 'How many directions the layer uses'],
      'removal-5x5.png': ['removal*.png', 'What the network loses without some of the filters'],
    },
  },
  {
    name: 'removal',
    file: 'removal.yaml',
    set: [],
    tables: ['answers', 'removal', 'tuned-answers', 'tuned-removal', 'half', 'compare', 'pairs'],
    pictures: {
      'removal.png': ['removal.png', 'What the network loses without some of its filters, measured more finely'],
      'tuned-removal.png': 'tuned-removal.png',
    },
  },
  {
    name: 'paper-256',
    file: 'paper-256.yaml',
    set: ['steps.training.epochs=10'],
    tables: ['classes'],
    pictures: {},
  },
  {
    name: 'convolutions',
    file: 'convolutions.yaml',
    set: [],
    tables: ['compare'],
    pictures: {},
  },
];
