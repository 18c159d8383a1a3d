import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// stages/train/kept.js
function keptEpochs(training) {
  return training.snapshots.filter((epoch) => epoch < training.epochs).sort((a, b) => a - b);
}

export {
  keptEpochs
};
