import { join } from 'node:path';
import { isObject } from '../core/json.js';
import { writeAtomically } from '../store/local/atomic.js';
import { readRegular } from '../store/local/regular-file.js';
import { runFolder } from './runs.js';
const FILE = 'verified.json';
const LARGEST = 64 * 1024 * 1024;
/** Keeps the outcome of a verification beside the run it was about, after those that are there. */
export async function addVerification(store, run, verification) {
    const verifications = [...readVerifications(store, run), verification];
    const path = join(runFolder(store, run.experiment, run.number), FILE);
    await writeAtomically(path, `${JSON.stringify({ format: 1, verifications }, null, 2)}\n`, store);
}
/** The verifications of a run, oldest first; none when the file is damaged. */
export function readVerifications(store, run) {
    try {
        const path = join(runFolder(store, run.experiment, run.number), FILE);
        const value = JSON.parse(readRegular(path, LARGEST).toString('utf8'));
        if (!isObject(value) || value['format'] !== 1 || !Array.isArray(value['verifications']))
            return [];
        return value['verifications'].filter(isWhole);
    }
    catch {
        return [];
    }
}
function isWhole(value) {
    return isObject(value) && typeof value['at'] === 'string' && Array.isArray(value['artifacts']);
}
/**
 * The newest outcome of each artifact of a run; undefined for a run that was never verified. What was made again under the
 * run's own keys counts before what was made under others, on another processor or with other code; and a difference there
 * says nothing against the run, so it does not count at all.
 */
export function badgeOf(run, verifications) {
    if (verifications.length === 0)
        return undefined;
    const outcomes = new Map();
    for (const { artifacts } of verifications.filter(({ conditions }) => conditions !== undefined))
        for (const each of artifacts)
            if (each.outcome !== 'different')
                outcomes.set(artifactName(each), each.outcome);
    for (const { artifacts } of verifications.filter(({ conditions }) => conditions === undefined))
        for (const each of artifacts)
            outcomes.set(artifactName(each), each.outcome);
    const count = (outcome) => [...outcomes.values()].filter((each) => each === outcome).length;
    const of = run.steps.reduce((sum, step) => sum + Object.keys(step.outputs ?? {}).length, 0);
    return { same: count('same'), within: count('within'), different: count('different'), of };
}
/** `training.history`: how people are told of an artifact. */
export function artifactName({ id, port }) {
    return `${id}.${port}`;
}
/** `24/24`, `5/24`, `24/24 (3 within)`, `22/24 (2 differ)`; `-` for a run that was never verified. */
export function showBadge(badge) {
    if (badge === undefined)
        return '-';
    const { same, within, different, of } = badge;
    const remarks = [
        ...(within > 0 ? [`${within} within`] : []),
        ...(different > 0 ? [`${different} ${different === 1 ? 'differs' : 'differ'}`] : []),
    ];
    return `${same + within}/${of}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`;
}
/** `<time> on <machine>: 4 of 4 artifacts the same`, and how they were chosen and compared: one line of `show`. */
export function showVerification({ at, host, artifacts, sample, conditions }) {
    const count = (outcome) => artifacts.filter((artifact) => artifact.outcome === outcome).length;
    const [within, different] = [count('within'), count('different')];
    const first = artifacts.find((artifact) => artifact.outcome === 'different');
    const sizes = artifacts.map(({ outcome, difference }) => (outcome === 'within' ? (difference?.size ?? 0) : 0));
    const machine = isObject(host) && typeof host['name'] === 'string' ? ` on ${host['name']}` : '';
    const parts = [
        `${count('same')} of ${artifacts.length} artifacts the same`,
        ...(within > 0 ? [`${within} within tolerance, by at most ${Math.max(...sizes).toPrecision(2)}`] : []),
        ...(first === undefined ? [] : [`${different} different, the first ${artifactName(first)}`]),
        ...(sample === undefined ? [] : [`${sample.count} of ${sample.of} steps, drawn by seed ${sample.seed}`]),
        ...(conditions === undefined ? [] : [`with ${conditions.join(', ')}`]),
    ];
    return `${at}${machine}: ${parts.join('; ')}`;
}
