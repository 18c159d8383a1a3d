import { readSchema } from '../../schema/read.js';
import { defineStage } from '../../engine/core/stage.js';
import { countSplits, MAX_DATASET_BYTES } from './counts.js';
import { filesOf } from './layout.js';
import { publishedOf } from './published.js';
export const load = defineStage({
    name: 'load',
    schema: readSchema('stages/load'),
    outputs: { dataset: { kind: 'dataset', extension: 'safetensors' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    files: ({ dataset }) => filesOf(dataset),
    infer,
    load: () => import('./run.js'),
});
/**
 * Inference of `dataset`: `{ name, shape?: [height, width, channels], classes?, train?, validation?, test? }`, the last three
 * in images. Of the user's own files only what the entry says is known; with `only`, the counts are not.
 */
function infer({ dataset }) {
    const known = knownOf(dataset);
    const { counts, ...about } = known;
    const problems = problemsOf(dataset, known);
    return { outputs: { dataset: { ...about, ...counts } }, ...(problems.length > 0 && { problems }) };
}
function knownOf(dataset) {
    const facts = publishedOf(dataset);
    const own = dataset.source === 'idx' || dataset.source === 'folder' ? dataset : undefined;
    const classes = dataset.only?.length ?? facts?.classes ?? own?.classes;
    const shape = resized(facts?.shape ?? ownShape(dataset), dataset);
    return {
        name: facts?.name ?? own?.name ?? dataset.source,
        ...(shape && { shape }),
        ...(classes !== undefined && { classes }),
        ...(facts && dataset.only === undefined && { counts: countSplits(facts, dataset) }),
    };
}
/** Height and width are 0 where only the files tell them. */
function ownShape(dataset) {
    return dataset.source === 'folder' ? [...dataset.size, dataset.channels] : [0, 0, 1];
}
function resized([height, width, channels], { resize }) {
    if (resize !== undefined)
        return [...resize.size, channels];
    return height === 0 ? undefined : [height, width, channels];
}
function problemsOf(dataset, { shape = [], counts }) {
    const facts = publishedOf(dataset);
    const problems = [];
    const complain = (path, message) => {
        problems.push({ path: ['dataset', ...path], message });
    };
    for (const part of ['train', 'test']) {
        const wanted = dataset.limit?.[part];
        if (facts !== undefined && wanted !== undefined && wanted > facts[part]) {
            complain(['limit', part], `Cannot take ${wanted} ${part} images: ${facts.name} has ${facts[part]}`);
        }
    }
    for (const [index, label] of (dataset.only ?? []).entries()) {
        if (facts === undefined || label < facts.classes)
            continue;
        complain(['only', index], `Unknown class ${label}: ${facts.name} has classes 0 to ${facts.classes - 1}`);
    }
    if (counts?.train === 0) {
        const message = `No training images are left: all ${counts.validation} are held out for validation`;
        complain(['validation', 'fraction'], message);
    }
    const images = counts === undefined ? 0 : counts.train + counts.validation + counts.test;
    const bytes = shape.reduce((product, size) => product * size, images);
    if (bytes > MAX_DATASET_BYTES) {
        const path = dataset.resize === undefined ? [] : ['resize', 'size'];
        const message = `The dataset would take ${(bytes / 1e9).toFixed(1)} GB, more than the ${(MAX_DATASET_BYTES / 1e9).toFixed(1)} GB of one file`;
        problems.push({
            path: ['dataset', ...path],
            message,
            notes: ['Take fewer images with "limit", or make them smaller'],
        });
    }
    return problems;
}
