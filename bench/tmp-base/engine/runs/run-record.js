import { errorWords } from '../core/result.js';
import { isObject } from '../core/json.js';
/** The row of a step in its run's record. */
export function runStepOf(id, stage, result) {
    const head = { id, stage, action: result.action };
    if (result.action === 'reused' || result.action === 'finished') {
        const { key, durationMs, metrics, outputs, warnings } = result.record;
        const made = { durationMs, metrics, ...(warnings && { warnings }), outputs };
        if (result.action === 'reused')
            return { ...head, key, ...made };
        const { reasons, attempts } = result;
        return { ...head, key, reasons, ...(attempts && { attempts }), ...made };
    }
    if (result.action === 'failed') {
        const { key, reasons, attempts, durationMs, error } = result;
        return {
            ...head,
            ...(key !== undefined && { key }),
            ...(reasons !== undefined && { reasons }),
            ...(attempts !== undefined && { attempts }),
            ...(durationMs !== undefined && { durationMs }),
            error: errorWords(error),
        };
    }
    return result.action === 'skipped' ? { ...head, because: result.because } : head;
}
const STATUSES = ['running', 'done', 'failed', 'interrupted'];
/** Reads a run's record from the text of its file, or undefined when the text is damaged or of another format. */
export function parseRun(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    if (!isObject(value))
        return undefined;
    const whole = value['format'] === 1 &&
        typeof value['experiment'] === 'string' &&
        Number.isSafeInteger(value['number']) &&
        STATUSES.includes(value['status']) &&
        isObject(value['process']) &&
        typeof value['startedAt'] === 'string' &&
        isObject(value['source']) &&
        isObject(value['runtime']) &&
        Array.isArray(value['steps']) &&
        value['steps'].every((step) => isObject(step) && typeof step['id'] === 'string') &&
        Array.isArray(value['outputs']);
    return whole ? value : undefined;
}
