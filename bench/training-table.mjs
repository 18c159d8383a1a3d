// The tables of docs/performance.md, from bench/results/training.json.

const NAMES = {
  assay: 'Assay',
  'assay-direct': 'Assay, direct',
  'assay-eager': 'Assay, eager',
  'assay-bfloat16': 'Assay, bfloat16',
  keras: 'Keras',
  'keras-xla': 'Keras, XLA',
  pytorch: 'PyTorch',
  'pytorch-channelsLast': 'PyTorch, channels last',
  'pytorch-compiled': 'PyTorch, compiled',
  'pytorch-compiledChannelsLast': 'PyTorch, compiled, channels last',
};

/** Markdown. */
export function tables({ nets, epoch, split, ratios }) {
  const contenders = Object.keys(NAMES).filter((name) => Object.values(nets).some(({ ms }) => name in ms));
  const named = Object.entries(nets).map(([net, result]) => [
    Number.isNaN(Number(net)) ? net : `${net} filters`,
    result,
  ]);
  const ms = (value) => (value === undefined ? '–' : value.toPrecision(3));
  const steps = [
    row(['ms per step, median', ...contenders.map((contender) => NAMES[contender])]),
    row(['---', ...contenders.map(() => '---:')]),
    ...named.map(([name, result]) => row([name, ...contenders.map((contender) => ms(result.ms[contender]?.median))])),
  ];
  const others = { 'fastest:keras': 'Keras', 'fastest:pytorch': 'PyTorch', 'assay-direct': 'Assay, direct' };
  const times = (value) => (value === undefined ? '–' : `${value.toFixed(2)}x`);
  const faster = [
    row(['Assay is faster than', ...Object.values(others), 'bfloat16 than Keras', 'share of the peak', 'images/s']),
    row(['---', ...Object.keys(others).map(() => '---:'), '---:', '---:', '---:']),
    ...named.map(([name, result]) =>
      row([
        name,
        ...Object.keys(others).map((peer) => times(result.ratios[peer])),
        times(result.ratios.kerasBfloat16),
        `${Math.round(100 * result.ratios.peak)} %`,
        result.imagesPerSecond.assay.toLocaleString('en'),
      ]),
    ),
  ];
  const starts = [
    row(['seconds from the start of the process to the first step', 'Assay', 'Keras', 'PyTorch']),
    row(['---', '---:', '---:', '---:']),
    ...named.map(([name, { startSeconds }]) =>
      row([name, ...['assay', 'keras', 'pytorch'].map((contender) => ms(startSeconds[contender]))]),
    ),
  ];
  const measured = named.filter(([, { peakMegabytes }]) => peakMegabytes !== undefined);
  const memory = [
    row(['peak memory in MB', 'Assay', 'Keras', 'PyTorch']),
    row(['---', '---:', '---:', '---:']),
    ...measured.map(([name, { peakMegabytes }]) =>
      row([name, ...['assay', 'keras', 'pytorch'].map((contender) => peakMegabytes[contender] ?? '–')]),
    ),
  ];
  const parts = [steps, faster, starts, ...(measured.length > 0 ? [memory] : [])];
  if (epoch !== undefined) {
    parts.push([
      row(['one epoch, 32 filters', 'Assay', 'Keras', 'Assay is faster']),
      row(['---', '---:', '---:', '---:']),
      row(['seconds', epoch.seconds.assay.median, epoch.seconds.keras.median, times(ratios.epoch[32])]),
      row(['peak memory in MB', epoch.peakMegabytes.assay, epoch.peakMegabytes.keras, '']),
    ]);
  }
  const kinds = Object.entries(split ?? {});
  if (kinds.length > 0) {
    parts.push([
      row(['steps per second', 'one training, 2 threads', 'two trainings, 1 thread each', 'ratio']),
      row(['---', '---:', '---:', '---:']),
      ...kinds.map(([net, { stepsPerSecond, ratio }]) =>
        row([
          Number.isNaN(Number(net)) ? net : `${net} filters`,
          stepsPerSecond.together,
          stepsPerSecond.apart,
          times(ratio),
        ]),
      ),
    ]);
  }
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}
