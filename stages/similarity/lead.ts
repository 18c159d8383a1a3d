import type { Finding } from '../../engine/core/stage.ts';
import type { Verdict } from '../formats/similarity-report.ts';
import { numberSpan, numbersIn, percentSpan } from '../statistics/span.ts';
import type { DrawnNull } from '../statistics/drawn-null.ts';

/** What a layer is compared with, in words that need no other page. */
const COMPARED: Readonly<Record<DrawnNull, string>> = {
  isotropic: 'random directions',
  permuted: 'filters whose weights are in random order',
  rotated: 'layers turned about their mean filter',
  'rotated-about-zero': 'layers turned about zero',
};
/** Layers that are told about; the table has all. */
const MOST_LAYERS = 2;

/**
 * What the comparisons of filters found: how many have more similar pairs than random directions, then the share of similar pairs
 * of each layer at its lowest threshold, and what is left against the other nulls.
 */
export function leadOfSimilarity(findings: readonly Finding[]): readonly string[] {
  const layers = [...new Set(findings.flatMap(({ metrics }) => Object.keys(metrics).flatMap(layerOf)))];
  const shares = layers.slice(0, MOST_LAYERS).flatMap((layer) => shareOf(layer, findings));
  return [...headline(findings), ...shares, ...others(findings)];
}

function layerOf(metric: string): readonly string[] {
  const layer = /^(.+) ratio > /.exec(metric)?.[1];
  return layer === undefined ? [] : [layer];
}

function headline(findings: readonly Finding[]): readonly string[] {
  const verdicts = verdictsOf('isotropic', findings);
  if (verdicts.length === 0) return [];
  const count = (verdict: Verdict): number => verdicts.filter((each) => each === verdict).length;
  const [more, fewer, all] = [count('more than'), count('fewer than'), verdicts.length];
  const where = (some: number): string =>
    all === 1 ? '' : some === all ? ` in all ${all} comparisons` : ` in ${some} of ${all} comparisons`;
  if (more + fewer === 0) return [`No evidence of more similar filters than among random directions${where(all)}.`];
  return [
    ...(more > 0 ? [`More similar filters than among random directions${where(more)}.`] : []),
    ...(fewer > 0 ? [`Fewer similar filters than among random directions${where(fewer)}.`] : []),
  ];
}

function shareOf(layer: string, findings: readonly Finding[]): readonly string[] {
  const prefix = `${layer} ratio > `;
  const names = findings.flatMap(({ metrics }) => Object.keys(metrics).filter((name) => name.startsWith(prefix)));
  const thresholds = names.map((name) => name.slice(prefix.length)).sort((a, b) => Number(a) - Number(b));
  const [threshold] = thresholds;
  if (threshold === undefined) return [];
  const ratios = numbersIn(findings, `${prefix}${threshold}`);
  const chances = numbersIn(findings, `${layer} chance > ${threshold}`);
  const share = percentSpan(ratios);
  const chance = percentSpan(chances);
  const lifts = findings.flatMap((finding) => {
    const [ratio] = numbersIn([finding], `${prefix}${threshold}`);
    const [expected] = numbersIn([finding], `${layer} chance > ${threshold}`);
    return ratio === undefined || expected === undefined || expected === 0 ? [] : [ratio / expected];
  });
  const times = numberSpan(lifts);
  const than = chance === undefined || times === undefined ? '' : `, ${times} times the ${chance} of random directions`;
  return [`In ${layer}, ${share} of the pairs of filters have a cosine above ${threshold}${than}.`];
}

function others(findings: readonly Finding[]): readonly string[] {
  const nulls = (Object.keys(COMPARED) as DrawnNull[]).filter((name) => name !== 'isotropic');
  const told = nulls.flatMap((name) => {
    const verdicts = verdictsOf(name, findings);
    const unlike = verdicts.filter((verdict) => verdict !== 'no evidence against').length;
    return verdicts.length === 0 ? [] : [{ name, unlike, all: verdicts.length }];
  });
  if (told.length === 0) return [];
  if (told.every(({ unlike }) => unlike === 0))
    return [`Nothing stands out against ${oneOf(told.map(({ name }) => COMPARED[name]))}.`];
  const counts = told.map(({ name, unlike, all }) => `${unlike} of ${all} against ${COMPARED[name]}`);
  return [`Of the stricter comparisons stand out: ${counts.join('; ')}.`];
}

/** `a, b or c` */
function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function verdictsOf(name: DrawnNull, findings: readonly Finding[]): readonly Verdict[] {
  return findings.flatMap(({ metrics }) =>
    Object.entries(metrics).flatMap(([metric, value]) =>
      metric.includes(` ${name} > `) && typeof value === 'string' ? [value as Verdict] : [],
    ),
  );
}
