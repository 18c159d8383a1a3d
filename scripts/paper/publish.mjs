import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * Runs a study, as far as its steps are not cached, and publishes what the page is made of: tables and `facts.json` in
 * docs/results/<name>, pictures in docs/images.
 *
 * @param {string} root
 * @param {import('./studies.mjs').Study} study
 * @param {string} store folder of the store
 */
export function publish(root, study, store) {
  const options = study.set.flatMap((each) => ['--set', each]);
  const assay = (...words) =>
    execFileSync(process.execPath, [join(root, 'dist', 'main.js'), ...words, '--store', store], EXEC);
  const file = join('experiments', study.file);
  assay('run', join(root, file), ...options);
  const experiment = study.file.replace(/\.yaml$/, '');
  const run = JSON.parse(assay('show', experiment, '--json'));
  const folder = join(root, 'docs', 'results', study.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const from = join(store, 'runs', experiment, String(run.number));
  const published = readdirSync(from);
  for (const name of published) {
    const isTable = study.tables.some((table) => name === `${table}.csv` || name.startsWith(`${table}-`));
    if (isTable && name.endsWith('.csv')) copyFileSync(join(from, name), join(folder, name));
  }
  writeResponses(from, folder, published);
  const pictures = copyPictures(root, study, { from, published });
  const objects = join(store, 'objects', 'sha256');
  const command = ['assay run', file, ...options].join(' ');
  writeFileSync(
    join(folder, 'facts.json'),
    `${JSON.stringify({ command, ...factsOf(run, assay, objects), pictures }, null, 2)}\n`,
  );
  console.log(`published ${study.name}`);
}

const EXEC = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 };

/**
 * What is known of the trainings, and what they ran on. Durations are no part of a result: they depend on the machine. The
 * last row of a history is the last epoch: `accuracy` in training, with dropout.
 */
function factsOf(run, assay, objects) {
  const records = JSON.parse(assay('show', run.experiment, String(run.number), '--step', 'training', '--json'));
  const networks = records.map(({ step: { id, point, metrics, key, outputs }, record }) => {
    const { secondsPerEpoch: _, ...numbers } = metrics;
    const hex = outputs.history.digest.slice('sha256:'.length);
    const history = parse(readFileSync(join(objects, hex.slice(0, 2), hex.slice(2)), 'utf8'), { columns: true });
    const { epochs, model } = record.fingerprint.params;
    return {
      id,
      point,
      epochs,
      ...numbers,
      runningAccuracy: Number(history.at(-1).accuracy),
      layers: model.layers.length,
      key,
    };
  });
  const { backend, library, isa, convolution, threads } = records[0].record.fingerprint.runtime;
  return { seed: run.seed, runtime: { backend, library, isa, convolution, threads }, networks };
}

/** From the reports: how often responses of similar filters are alike, and those of random pairs of the same cosines. */
function writeResponses(from, folder, published) {
  const rows = published
    .filter((name) => /^similarity.*\.json$/.test(name))
    .flatMap((name) => {
      const { entries } = JSON.parse(readFileSync(join(from, name), 'utf8'));
      return entries
        .filter(({ snapshot, activations }) => snapshot === 'final' && activations !== null)
        .flatMap(({ layer, filters, activations }) =>
          activations.similar.map(({ threshold, pairs, post, cka, random }) =>
            [layer, filters, threshold, pairs, post, random.post, cka, random.cka, activations.standardError.post].join(
              ',',
            ),
          ),
        );
    });
  if (rows.length === 0) return;
  const head = 'layer,filters,threshold,pairs,alike,alikeRandom,cka,ckaRandom,standardError';
  writeFileSync(join(folder, 'responses.csv'), `${[head, ...rows].join('\n')}\n`);
}

/** Copies pictures, and returns the digest of each. */
function copyPictures(root, { pictures }, { from, published }) {
  const digests = {};
  for (const [picture, [pattern]] of Object.entries(pictures)) {
    const [start = '', end] = pattern.split('*');
    const matching = published.filter((name) =>
      end === undefined ? name === pattern : name.startsWith(start) && name.endsWith(end) && !/-as-first/.test(name),
    );
    const last = matching.sort((a, b) => lastNumber(a) - lastNumber(b)).at(-1);
    if (last === undefined) throw new Error(`The run has no picture ${pattern}`);
    const bytes = readFileSync(join(from, last));
    writeFileSync(join(root, 'docs', 'images', picture), bytes);
    digests[picture] = createHash('sha256').update(bytes).digest('hex');
  }
  return digests;
}

function lastNumber(name) {
  return Number(name.match(/(\d+)\D*$/)?.[1] ?? 0);
}
