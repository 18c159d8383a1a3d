import { fit } from './width.js';
import { plural } from './words.js';
const SIGNS = {
    '': '',
    done: '✔ ',
    failed: '✖ ',
    'left-out': '- ',
    running: '▸ ',
    waiting: '  ',
};
/**
 * The picture of a run in at most so many lines: a heading, what is done, what runs, and what waits in one line. What runs is
 * always there; what is done gives way to it, the oldest first, but what has failed.
 */
export function compose(scene, height) {
    const waiting = waitingLine(scene.groups);
    const tail = waiting === undefined ? [] : [waiting];
    const space = Math.max(1, height - 1 - tail.length);
    const running = cut(scene.groups.flatMap((group) => (group.phase === 'running' ? runningLines(group, scene.now) : [])), space);
    const done = folded(doneLines(scene), space - running.length);
    return [{ mark: '', text: scene.heading }, ...done, ...running, ...tail];
}
/** The text of a line, cut to the width of the terminal. */
export function lineText({ mark, text }, columns) {
    return fit(SIGNS[mark] + text, columns);
}
function runningLines(group, now) {
    const instances = group.instances(now);
    const [only] = instances;
    if (group.ids.length === 1 && only !== undefined)
        return [{ mark: 'running', text: `${group.title()}: ${only}` }];
    return [
        { mark: 'running', text: group.title() },
        ...instances.map((text) => ({ mark: '', text: `    ${text}` })),
    ];
}
function doneLines({ groups, reused }) {
    const lines = reused > 0 ? [{ mark: 'done', text: `${plural(reused, 'step')} reused` }] : [];
    for (const group of groups) {
        if (group.phase !== 'done')
            continue;
        lines.push({ mark: group.hasFailed ? 'failed' : group.wasLeftOut ? 'left-out' : 'done', text: group.title() });
    }
    return lines;
}
/** `7 steps wait: similar, curves, sheet`. */
function waitingLine(groups) {
    const waiting = groups.filter((group) => group.phase === 'waiting');
    const count = waiting.reduce((sum, group) => sum + group.ids.length, 0);
    if (count === 0)
        return undefined;
    const names = waiting.map((group) => group.title().replace(/ 0\/\d+$/, '')).join(', ');
    return { mark: 'waiting', text: `${plural(count, 'step')} ${count === 1 ? 'waits' : 'wait'}: ${names}` };
}
/** As many lines as there is space for; the last one says how many are left out. */
function cut(lines, space) {
    if (lines.length <= space)
        return lines;
    const shown = lines.slice(0, Math.max(0, space - 1));
    return [...shown, { mark: '', text: `    and ${lines.length - shown.length} more lines` }];
}
/** The newest lines, and all others in one; failures go before the rest. */
function folded(lines, space) {
    if (lines.length <= space)
        return lines;
    if (space <= 0)
        return [];
    const failed = last(lines.filter(({ mark }) => mark === 'failed'), space - 1);
    const others = last(lines.filter(({ mark }) => mark !== 'failed'), space - 1 - failed.length);
    const kept = new Set([...failed, ...others]);
    const hidden = lines.filter((line) => !kept.has(line));
    const failures = hidden.filter(({ mark }) => mark === 'failed').length;
    const text = `${hidden.length} more done${failures === 0 ? '' : `, ${failures} of them failed`}`;
    return [{ mark: failures === 0 ? 'done' : 'failed', text }, ...lines.filter((line) => kept.has(line))];
}
function last(list, count) {
    return count <= 0 ? [] : list.slice(-count);
}
