import { didYouMean } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';

/**
 * Returns the tolerances that `--tolerance` options set, by kind of artifact: `model=1e-5` sets one, `model` uses the kind's
 * own, `default` uses every kind's own. The last one wins.
 *
 * @param own each kind's own tolerance
 * @throws UsageError for an unknown kind or a value that is not a number from 0
 */
export function parseTolerances(
  texts: readonly string[],
  own: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const tolerances: Record<string, number> = {};
  for (const text of texts) {
    const [kind = '', ...rest] = text.split('=');
    if (text === 'default') Object.assign(tolerances, own);
    else if (!Object.hasOwn(own, kind)) {
      const known = Object.keys(own);
      throw new UsageError(`Unknown kind of artifact "${kind}"${didYouMean(kind, known)}`, {
        hint: `Use --tolerance default or KIND=VALUE; the kinds are ${known.join(', ')}.`,
      });
    } else tolerances[kind] = rest.length === 0 ? (own[kind] ?? 0) : numberFrom(rest.join('='), kind);
  }
  return tolerances;
}

function numberFrom(text: string, kind: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`Expected a number from 0 as the tolerance of "${kind}", found "${text}"`, {
    hint: `For example: --tolerance ${kind}=1e-5`,
  });
}
