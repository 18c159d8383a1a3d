import { StageFailure } from '../../engine/core/failure.js';
import { canonical } from '../../engine/core/json.js';
import { inferShapes } from '../../nn/shapes.js';
import { drawSvg, writePng } from '../drawing/image.js';
import { modelOf } from '../formats/model.js';
import { readSafetensors } from '../formats/safetensors.js';
import { writeTable } from '../formats/csv.js';
import { accuracyOf, mcNemar, sameLabels } from './classifiers.js';
import { drawComparison } from './comparison-sheet.js';
import { namesOf } from './names.js';
import { readPredictions } from './predictions.js';
import { spreadOf } from './repeats.js';
/**
 * Writes `table` (a row for each classifier), `pairs` (McNemar's test of each pair) and a picture of both. Trainings that
 * differ in `repeat` only are one classifier.
 *
 * @throws StageFailure if predictions and models do not belong together, or are for different test images
 */
export async function makeComparison(context, params) {
    const ports = { predictions: context.inputs('predictions'), model: context.inputs('model') };
    const trained = await readTrained(ports, params.names);
    const names = [...new Set(trained.map(({ name }) => name))];
    const groups = names.map((name) => trained.filter((each) => each.name === name));
    const classifiers = groups.map(summarise);
    const pairs = comparePairs(groups.flatMap(([first]) => (first === undefined ? [] : [first.answers])));
    const several = classifiers.some(({ runs }) => runs.length > 1);
    const columns = ['classifier', 'images', 'correct', 'accuracy', 'standardError', 'parameters', 'macs'];
    const more = several ? ['runs', 'deviation', 'accuracies'] : [];
    await writeTable(context.output('table'), [...columns, ...more], classifiers.map(({ name, runs, accuracy, error, parameters, macs }) => ({
        classifier: name,
        images: runs[0]?.images ?? 0,
        // Of several runs, the mean: the single ones are in `accuracies`.
        correct: tidy(spreadOf(runs.map(({ correct }) => correct)).mean),
        accuracy: tidy(accuracy),
        standardError: tidy(error),
        parameters,
        macs,
        runs: runs.length,
        deviation: tidyOrNull(spreadOf(runs.map((run) => run.accuracy)).deviation),
        accuracies: runs.map((run) => tidy(run.accuracy)).join(' '),
    })));
    await writeTable(context.output('pairs'), ['first', 'second', 'onlyFirst', 'onlySecond', 'agreement', 'chiSquare', 'p', 'exactP'], pairs.map(({ first, second, test }) => ({
        first: classifiers[first]?.name ?? '',
        second: classifiers[second]?.name ?? '',
        ...test,
        chiSquare: tidy(test.chiSquare),
        p: tidy(test.p),
        exactP: tidy(test.exactP),
    })));
    await writePng(context.output('image'), await drawSvg(drawComparison(classifiers, { pairs, title: params.title, place: params.place })));
}
async function readTrained({ predictions, model }, names) {
    const labels = namesOf(predictions, { names, what: 'classifiers', port: 'predictions' });
    const belong = predictions.every(({ point }, at) => canonical(point) === canonical(model[at]?.point ?? null));
    if (predictions.length !== model.length || !belong) {
        throw new StageFailure(`Expected the model of each classifier, in the same order: there are ${predictions.length} predictions and ${model.length} models`, { hint: 'Name the same training steps for "predictions" and "model".' });
    }
    const trained = [];
    for (const [at, { path }] of predictions.entries()) {
        const { labels: truth, predicted } = await readPredictions(path);
        const { parameters, macs } = inferShapes(modelOf(await readSafetensors(model[at]?.path ?? '')));
        trained.push({ name: labels[at] ?? '', answers: { labels: truth, predicted }, parameters, macs });
    }
    const [first] = trained;
    const stranger = trained.find(({ answers }) => first !== undefined && !sameLabels(first.answers, answers));
    if (first !== undefined && stranger !== undefined) {
        throw new StageFailure(`Cannot compare "${first.name}" and "${stranger.name}": their predictions are for different test images`, { hint: 'Train them on one dataset.' });
    }
    return trained;
}
function summarise(runs) {
    const accuracies = runs.map(({ answers }) => accuracyOf(answers));
    const { mean, deviation } = spreadOf(accuracies.map(({ accuracy }) => accuracy));
    const error = deviation === null ? (accuracies[0]?.error ?? 0) : deviation / Math.sqrt(runs.length);
    const { name = '', parameters = 0, macs = 0 } = runs[0] ?? {};
    return { name, runs: accuracies, accuracy: mean, error, parameters, macs };
}
function comparePairs(answers) {
    return answers.flatMap((one, first) => answers.slice(first + 1).map((other, at) => ({ first, second: first + 1 + at, test: mcNemar(one, other) })));
}
function tidy(value) {
    return Number(value.toPrecision(9));
}
function tidyOrNull(value) {
    return value === null ? null : tidy(value);
}
