import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRows, tableNames } from './rows.mjs';
import { STUDIES } from './studies.mjs';

const RULES = ['similar', 'merge', 'norm', 'activation', 'random'];

/** By name in the page: each makes Markdown from the folder of results. */
export const TABLES = {
  networks,
  'pairs-first-layer': (results) => pairs(results, 'first-layer', 'similarity'),
  'pairs-second-layer': secondPairs,
  tests,
  change,
  responses,
  removal,
  'removal-tuned': tunedRemoval,
  commands,
  ...Object.fromEntries(STUDIES.map(({ name }) => [`pictures-${name}`, (results) => pictures(results, name)])),
};

/** The studies that were published, with their facts. */
function published(results) {
  return STUDIES.flatMap(({ name: study, pictures }) => {
    const path = join(results, study, 'facts.json');
    return existsSync(path)
      ? [{ study, folder: join(results, study), facts: JSON.parse(readFileSync(path, 'utf8')), pictures }]
      : [];
  });
}

/** Each training: its epochs and accuracies, beside the numbers that the paper prints. */
function networks(results) {
  const paper = ['the paper, 256 and 256 filters', 50, '0.991926', '–', '0.981411', '–'];
  const own = published(results).flatMap(({ study, facts }) =>
    facts.networks.map(({ point, epochs, trainAccuracy, runningAccuracy, validationAccuracy, testAccuracy }) => [
      `${study}${pointText(point)}`,
      epochs,
      fixed(trainAccuracy, 4),
      fixed(runningAccuracy, 4),
      fixed(validationAccuracy, 4),
      `${fixed(testAccuracy, 4)} ± ${fixed(Math.sqrt((testAccuracy * (1 - testAccuracy)) / 10_000), 4)}`,
    ]),
  );
  return markdown(
    [
      'network',
      'epochs:',
      'training images, dropout off:',
      'in training, dropout on:',
      'validation images:',
      'test images:',
    ],
    [paper, ...own],
  );
}

/** Of each layer and threshold: similar pairs beside what nulls give. */
function pairs(results, study, table) {
  return pairTable(rowsOf(results, study, table).filter(({ snapshot }) => snapshot === 'final'));
}

function secondPairs(results) {
  const rows = ['second-layer-3x3', 'second-layer-5x5'].flatMap((study) =>
    rowsOf(results, study, 'similarity-as-first'),
  );
  return pairTable(rows.filter(({ snapshot }) => snapshot === 'final'));
}

function pairTable(rows) {
  const heads = [
    'filters of weights',
    'threshold:',
    'similar pairs:',
    'before:',
    'isotropic',
    'rotated',
    'rotated-about-zero',
    'opposite pairs:',
  ];
  return markdown(
    heads,
    rows.map((row) => [
      `${row.filters} of ${row.dimension}${row.repeat}`,
      row.threshold,
      `${row.pairs} of ${row.possiblePairs}, **${percent(row.ratioPairs)}**`,
      percent(row.initialRatio),
      verdict(row, 'isotropic'),
      verdict(row, 'rotated'),
      verdict(row, 'rotatedAboutZero'),
      row.oppositePairs,
    ]),
  );
}

/** `more than 7.06 % (p 0.008)`: the median of the null, and p after correction. */
function verdict(row, name) {
  const words = row[`${name}Verdict`];
  if (words === undefined || words === '') return '–';
  return `${words === 'no evidence against' ? 'like' : words.replace(' than', '')} ${percent(row[`${name}Ratio`])} (p ${shortP(row[`${name}P`])})`;
}

/** What the nulls say of the whole layer and of its single statistics. */
function tests(results) {
  const names = ['largest cosine', 'mean nearest cosine', 'mean cosine', 'effective rank', 'all together'];
  const rows = ['first-layer', 'second-layer-3x3', 'second-layer-5x5'].flatMap((study) =>
    rowsOf(results, study, 'tests').filter(
      ({ snapshot, null: name, statistic }) => snapshot === 'final' && name === 'rotated' && names.includes(statistic),
    ),
  );
  const layers = [...new Set(rows.map(({ study, filters, repeat }) => `${study}, ${filters} filters${repeat}`))];
  return markdown(
    ['layer', ...names.map((name) => (name === 'all together' ? 'all statistics together:' : `${name}:`))],
    layers.map((layer) => [
      layer,
      ...names.map((statistic) => {
        const row = rows.find(
          (each) => `${each.study}, ${each.filters} filters${each.repeat}` === layer && each.statistic === statistic,
        );
        if (row === undefined) return '–';
        if (statistic === 'all together') return `p ${shortP(row.pStep)}`;
        return `${number(row.observed)} (${number(row.median)}; p ${shortP(row.pStep)})`;
      }),
    ]),
  );
}

/** What training changed: filters and pairs beside those before it. */
function change(results) {
  const rows = ['first-layer', 'second-layer-3x3', 'second-layer-5x5'].flatMap((study) =>
    rowsOf(results, study, study === 'first-layer' ? 'similarity' : 'similarity-as-first')
      .filter(({ snapshot }) => snapshot === 'final')
      .map((row) => ({ ...row, ...ckaOf(results, study, row) })),
  );
  return markdown(
    [
      'layer',
      'threshold:',
      'cosine of a filter with itself before:',
      'similar before and after:',
      'by chance:',
      'CKA with itself before:',
      'with random filters:',
      'effective rank:',
    ],
    rows.map((row) => [
      `${row.study}, ${row.filters} filters${row.repeat}`,
      row.threshold,
      fixed(row.driftCosine, 3),
      row.initialBoth,
      fixed(row.expectedBoth, 1),
      fixed(row.ckaInitial, 3),
      fixed(row.ckaRandom, 3),
      fixed(row.effectiveRank, 1),
    ]),
  );
}

/** Responses are in the table with the paper's thresholds only. */
function ckaOf(results, study, { filters, repeat }) {
  const row = rowsOf(results, study, 'similarity').find(
    (each) => each.filters === filters && each.repeat === repeat && each.snapshot === 'final',
  );
  return { ckaInitial: row?.ckaInitial, ckaRandom: row?.ckaRandom };
}

function responses(results) {
  const rows = published(results)
    .flatMap(({ study, folder }) => readRows(folder, 'responses.csv').map((row) => ({ study, ...row })))
    .filter(({ pairs: count }) => Number(count) > 0);
  return markdown(
    [
      'layer',
      'threshold:',
      'similar pairs:',
      'respond alike:',
      'random pairs of the same cosines:',
      'CKA:',
      'of those:',
    ],
    rows.map((row) => [
      `${row.study}, ${row.filters} filters`,
      row.threshold,
      row.pairs,
      percent(row.alike),
      percent(row.alikeRandom),
      fixed(row.cka, 2),
      fixed(row.ckaRandom, 2),
    ]),
  );
}

/** How many filters can go by each rule, of each network. */
function removal(results) {
  return removalTable(published(results).flatMap((study) => answersOf(study, 'answers', '0')));
}

function tunedRemoval(results) {
  return removalTable(published(results).flatMap((study) => answersOf(study, 'tuned-answers', '1')));
}

function answersOf({ study, folder, facts }, table, trainedOn) {
  const only = facts.networks[0]?.point.filters;
  return tablesNamed(folder, table).flatMap(({ name, rows }) => {
    const own = rows.filter((row) => row.trainedOn === trainedOn);
    const point =
      name === '' && only !== undefined
        ? `${only} filters`
        : name.replace(/^network=.*/, '').replace(/filters=(\d+)/, '$1 filters');
    return own.length === 0 ? [] : [{ layer: `${study}${point === '' ? '' : `, ${point}`}`, rows: own }];
  });
}

function removalTable(networksOf) {
  return markdown(
    ['network', 'whole:', ...RULES.map((rule) => `${rule === 'random' ? 'random' : rule}:`)],
    networksOf.map(({ layer, rows }) => [
      layer,
      `${percent(rows[0].wholeAccuracy)} ± ${percent(rows[0].standardError)}`,
      ...RULES.map((rule) => {
        const row = rows.find((each) => each.rule === rule);
        if (row === undefined) return '–';
        const range = row.least === row.most ? '' : ` (${row.least}–${row.most})`;
        const p = row.pTable === '' ? '' : `, p ${shortP(row.pTable)}`;
        return `${row.canGo}${range}${row.tooMany === '' ? '' : ` < ${row.tooMany}`}${p}`;
      }),
    ]),
  );
}

/** The pictures that a study has published. */
function pictures(results, name) {
  return published(results)
    .filter(({ study }) => study === name)
    .flatMap(({ facts, pictures: known }) =>
      Object.keys(facts.pictures).map((picture) => `![${known[picture]?.[1] ?? picture}](images/${picture})`),
    )
    .join('\n\n');
}

/** Which command made what, on what. */
function commands(results) {
  return markdown(
    ['study', 'command', 'trained networks:', 'seed:'],
    published(results).map(({ study, facts }) => [study, `\`${facts.command}\``, facts.networks.length, facts.seed]),
  );
}

/** All rows of the tables of a study that begin so, with the study, and the repeat as ` (repeat 1)` where there are several. */
function rowsOf(results, study, table) {
  const folder = join(results, study);
  const only = published(results).find((each) => each.study === study)?.facts.networks[0]?.point.filters;
  return tablesNamed(folder, table).flatMap(({ name, rows }) => {
    // A sweep of one point does not name it in its files.
    const filters = /filters=(\d+)/.exec(name)?.[1] ?? (only === undefined ? undefined : String(only));
    const repeat = /repeat=(\d+)/.exec(name)?.[1];
    const more = { study, repeat: repeat === undefined || repeat === '0' ? '' : `, repeat ${repeat}` };
    return rows.map((row) => ({ ...(filters && { filters }), ...row, ...more }));
  });
}

/** Published tables by what stands after their name, in the order of its numbers. */
function tablesNamed(folder, table) {
  return tableNames(folder).flatMap((file) => {
    const [, name] = new RegExp(`^${table}(?:-(.*=.*))?\\.csv$`).exec(file) ?? [];
    return file === `${table}.csv` || name !== undefined ? [{ name: name ?? '', rows: readRows(folder, file) }] : [];
  });
}

function pointText(point) {
  const parts = Object.entries(point).filter(
    ([axis, value]) => axis !== 'network' && !(axis === 'repeat' && value === 0),
  );
  return parts.length === 0
    ? ''
    : `, ${parts.map(([axis, value]) => (axis === 'filters' ? `${value} filters` : `${axis} ${value}`)).join(', ')}`;
}

/** A heading that ends with a colon stands over numbers. */
function markdown(heads, rows) {
  if (rows.length === 0) return '*Not measured at full length.*';
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map((head) => head.replace(/:$/, ''))),
    `|${heads.map((head) => (head.endsWith(':') ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

const known = (value) => value !== undefined && value !== null && value !== '';
const fixed = (value, digits) => (known(value) ? Number(value).toFixed(digits) : '–');
const number = (value) => (known(value) ? String(Number(Number(value).toPrecision(3))) : '–');
const percent = (ratio) => (known(ratio) ? `${Number((100 * Number(ratio)).toPrecision(3))} %` : '–');
const shortP = (p) => (Number(p) < 0.001 ? '< 0.001' : String(Number(Number(p).toPrecision(2))));
