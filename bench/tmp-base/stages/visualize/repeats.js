import { canonical } from '../../engine/core/json.js';
/** Where in the sweep something is, but for which repeat it is. */
export function withoutRepeat(point) {
    return Object.fromEntries(Object.entries(point).filter(([axis]) => axis !== 'repeat'));
}
/** How many points differ in the repeat only: the most that do; 1 without repeats. */
export function repeatsOf(points) {
    const counts = new Map();
    for (const point of points) {
        const place = canonical(withoutRepeat(point));
        counts.set(place, (counts.get(place) ?? 0) + ('repeat' in point ? 1 : 0));
    }
    return Math.max(1, ...counts.values());
}
/** Mean and standard deviation (with n - 1) of repeats; one alone has no deviation. */
export function spreadOf(values) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    if (values.length < 2)
        return { mean, deviation: null };
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
