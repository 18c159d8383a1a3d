import { canonical } from '../core/json.js';
import { placeOf } from './document.js';
import { pickAxes, pointKey } from './point.js';
/** The axis that `repeat: n` makes; its values are 0 .. n - 1. */
export const REPEAT = 'repeat';
/** More points than this are a mistake: 100,000 steps are planned in seconds, a million are not. */
const MOST_POINTS = 200_000;
const MOST_AXES = 50;
/** Of points with sets of axes that are excluded: a second or two. */
const MOST_COMPARISONS = 5_000_000;
/**
 * Reads the `sweep` section: the grid of all axes and `zip` groups, without the points `exclude` names, then the points of
 * `include`. The order is that of the file, so that instances come in the order a person wrote.
 */
export function readSweep(section, document) {
    const diagnostics = [];
    const report = (path, message, what = 'value') => {
        diagnostics.push({ message, at: placeOf(document, ['sweep', ...path], what) });
    };
    const groups = [];
    const axes = [];
    const addAxis = (name, path) => {
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
            report(path, `Expected an axis name of letters, digits and "_", found "${name}": it is written as $name elsewhere`, 'key');
        }
        else if (axes.length <= MOST_AXES && axes.includes(name))
            report(path, `The axis "${name}" stands twice in the sweep`, 'key');
        axes.push(name);
    };
    /** The values without those that stand there twice, which are told: the rest of the file is checked at different points. */
    const different = (values, pathOf, what = 'The values of an axis') => {
        const seen = new Map();
        return values.filter((value, index) => {
            const text = canonical(value);
            const first = seen.get(text);
            if (first === undefined)
                seen.set(text, index);
            else
                report(pathOf(index), `${what} must differ: this one stands at place ${first + 1} already`);
            return first === undefined;
        });
    };
    for (const [name, value] of Object.entries(section)) {
        if (name === 'include' || name === 'exclude')
            continue;
        if (name === REPEAT) {
            axes.push(REPEAT);
            groups.push(Array.from({ length: Number(value) }, (_, index) => ({ [REPEAT]: index })));
        }
        else if (name === 'zip') {
            for (const [index, group] of value.entries()) {
                const names = Object.keys(group);
                for (const axis of names)
                    addAxis(axis, ['zip', index, axis]);
                const lengths = names.map((axis) => group[axis].length);
                if (new Set(lengths).size > 1) {
                    report(['zip', index], `Zipped axes advance together and need lists of one length, found ${names.map((n, i) => `${n}: ${lengths[i]}`).join(', ')}`);
                }
                // A list that is too short goes on with its last value, so that the rest of the file can be checked at whole points.
                const valueAt = (list, place) => list[Math.min(place, list.length - 1)] ?? null;
                const together = Array.from({ length: Math.max(0, ...lengths) }, (_, place) => Object.fromEntries(names.map((axis) => [axis, valueAt(group[axis], place)])));
                const pathOf = (place) => ['zip', index, names[0] ?? '', place];
                // Lists of two lengths have been told: what repeats at their end follows from that.
                const uneven = new Set(lengths).size > 1;
                groups.push(uneven ? together : different(together, pathOf, 'The points of a zip group'));
            }
        }
        else {
            addAxis(name, [name]);
            groups.push(different(value, (index) => [name, index]).map((item) => ({ [name]: item })));
        }
    }
    if (axes.length > MOST_AXES) {
        report([], `The sweep has ${axes.length} axes; at most ${MOST_AXES} are allowed`, 'key');
        return { sweep: { axes: [], points: [] }, diagnostics };
    }
    const size = groups.reduce((product, group) => product * group.length, 1);
    if (size > MOST_POINTS) {
        report([], `The grid has ${size.toLocaleString('en')} points; at most ${MOST_POINTS.toLocaleString('en')} are allowed`, 'key');
        return { sweep: { axes, points: [] }, diagnostics };
    }
    let points = [{}];
    for (const group of groups)
        points = points.flatMap((point) => group.map((values) => ({ ...point, ...values })));
    const checkPoint = (list, index, point) => {
        const unknown = Object.keys(point).filter((axis) => !axes.includes(axis));
        for (const axis of unknown)
            report([list, index, axis], `Unknown axis "${axis}": the sweep has ${axes.join(', ')}`, 'key');
        const missing = axes.filter((axis) => !Object.hasOwn(point, axis) && axis !== REPEAT);
        if (list === 'include' && missing.length > 0)
            report([list, index], `An included point names every axis: missing ${missing.join(', ')}`);
        return unknown.length === 0 && (list === 'exclude' || missing.length === 0);
    };
    const excluded = (section['exclude'] ?? []).map((point, index) => ({ point, index }));
    const { rest, idle, sets } = withoutPoints(points, excluded.filter(({ point, index }) => checkPoint('exclude', index, point)), axes);
    for (const index of idle)
        report(['exclude', index], 'This exclude matches no point of the grid');
    if (rest === undefined)
        report(['exclude'], `The points name ${sets} different sets of axes, too many for ${points.length} points`, 'key');
    const all = [...(rest ?? points)];
    const have = new Set(all.map((point) => pointKey(point, axes)));
    for (const [index, included] of (section['include'] ?? []).entries()) {
        if (!checkPoint('include', index, included))
            continue;
        const repeats = axes.includes(REPEAT) && !Object.hasOwn(included, REPEAT)
            ? Array.from({ length: Number(section[REPEAT]) }, (_, k) => ({ [REPEAT]: k }))
            : [{}];
        for (const repeat of repeats) {
            const point = pickAxes({ ...included, ...repeat }, axes);
            const key = pointKey(point, axes);
            if (!have.has(key))
                all.push(point);
            have.add(key);
        }
        if (all.length > MOST_POINTS) {
            report(['include'], `The sweep has too many points: at most ${MOST_POINTS.toLocaleString('en')} are allowed`, 'key');
            break;
        }
    }
    if (all.length === 0 && diagnostics.length === 0)
        report([], 'The sweep has no points left', 'key');
    return { sweep: { axes, points: all.length === 0 ? points : all }, diagnostics };
}
/**
 * The points that agree with none of the excluded ones; which of these agree with no point; and how many different sets of
 * axes they name. Points are looked up once per set and not once per excluded point, which may be 20,000; `rest` is
 * undefined where even that would take too long.
 */
function withoutPoints(points, excluded, axes) {
    const sets = new Map();
    for (const { point, index } of excluded) {
        const named = axes.filter((axis) => Object.hasOwn(point, axis));
        const set = sets.get(named.join()) ?? { axes: named, places: new Map() };
        sets.set(named.join(), set);
        set.places.set(pointKey(point, named), index);
    }
    if (sets.size * points.length > MOST_COMPARISONS)
        return { rest: undefined, idle: [], sets: sets.size };
    const used = new Set();
    const rest = points.filter((point) => {
        let out = false;
        for (const { axes: named, places } of sets.values()) {
            const index = places.get(pointKey(point, named));
            if (index === undefined)
                continue;
            used.add(index);
            out = true;
        }
        return !out;
    });
    const places = [...sets.values()].flatMap((set) => [...set.places.values()]);
    return { rest, idle: places.filter((index) => !used.has(index)), sets: sets.size };
}
