import { didYouMean } from '../core/diagnostic.js';
import { UsageError } from '../core/failure.js';
/**
 * The tolerances that `--tolerance` options ask for, by kind of artifact: `model=1e-5` one of them, `model` the kind's own,
 * `default` every kind's own. A later one counts.
 *
 * @param own what each kind of artifact states as its own
 * @throws UsageError for an unknown kind or a value that is no number from 0
 */
export function parseTolerances(texts, own) {
    const tolerances = {};
    for (const text of texts) {
        const [kind = '', ...rest] = text.split('=');
        if (text === 'default')
            Object.assign(tolerances, own);
        else if (!Object.hasOwn(own, kind)) {
            const known = Object.keys(own);
            throw new UsageError(`Unknown kind of artifact "${kind}"${didYouMean(kind, known)}`, {
                hint: `Use --tolerance default or KIND=VALUE; the kinds are ${known.join(', ')}.`,
            });
        }
        else
            tolerances[kind] = rest.length === 0 ? (own[kind] ?? 0) : numberFrom(rest.join('='), kind);
    }
    return tolerances;
}
function numberFrom(text, kind) {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= 0)
        return value;
    throw new UsageError(`Expected a number from 0 as the tolerance of "${kind}", found "${text}"`, {
        hint: `For example: --tolerance ${kind}=1e-5`,
    });
}
