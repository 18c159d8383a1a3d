// The experiments that docs/paper.md tells of. `set`: what `assay run` overrides. `tables`: published files, as they begin.
// `pictures`: a picture in docs/images, and the published file that it is; `*` is the last point of the sweep.

const OF_FILTERS = ['summary', 'similarity', 'tests', 'clusters', 'spectrum', 'answers', 'removals'];

/** @typedef {{ name: string, file: string, set: readonly string[], tables: readonly string[], pictures: Readonly<Record<string, string>> }} Study */

/** @type {readonly Study[]} */
export const STUDIES = [
  {
    name: 'paper-base',
    file: 'classifier.yaml',
    set: ['sweep.network=[paper-base]'],
    tables: ['compare', 'classes', 'answers', 'removals'],
    pictures: {
      'classifier-curves.png': 'curves.png',
      'confusion.png': 'confusion*.png',
      'mistakes.png': 'mistakes*.png',
      'network.png': 'figure-1*.png',
      'removal-paper-base.png': 'removal*.png',
    },
  },
  {
    name: 'first-layer',
    file: 'first-layer.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'first-layer.png': 'contact-sheet.png',
      'ratio-by-filters.png': 'ratio-by-filters.png',
      'ratio-by-threshold.png': 'ratio-by-threshold*.png',
      'heat-map.png': 'heat-map*.png',
      'histogram.png': 'histogram*.png',
      'spectrum.png': 'spectrum*.png',
      'responses.png': 'responses*.png',
      'removal-first-layer.png': 'removal*.png',
    },
  },
  {
    name: 'second-layer-3x3',
    file: 'second-layer-3x3.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'second-layer-3x3.png': 'contact-sheet.png',
      'ratio-by-filters-3x3.png': 'ratio-by-filters-as-first.png',
      'spectrum-3x3.png': 'spectrum*.png',
      'removal-3x3.png': 'removal*.png',
    },
  },
  {
    name: 'second-layer-5x5',
    file: 'second-layer-5x5.yaml',
    set: [],
    tables: OF_FILTERS,
    pictures: {
      'second-layer-5x5.png': 'contact-sheet.png',
      'ratio-by-filters-5x5.png': 'ratio-by-filters-as-first.png',
      'spectrum-5x5.png': 'spectrum*.png',
      'removal-5x5.png': 'removal*.png',
    },
  },
  {
    name: 'removal',
    file: 'removal.yaml',
    set: [],
    tables: ['answers', 'removal', 'tuned-answers', 'tuned-removal', 'half', 'compare', 'pairs'],
    pictures: { 'removal.png': 'removal.png', 'tuned-removal.png': 'tuned-removal.png' },
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
