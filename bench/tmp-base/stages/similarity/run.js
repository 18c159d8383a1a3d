import { writeFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.js';
import { canonical } from '../../engine/core/json.js';
import { modelOf } from '../formats/model.js';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.js';
import { inSlices } from '../../engine/core/slices.js';
import { writeTable } from '../formats/csv.js';
import { writeTensors } from '../formats/tensor-stream.js';
import { RANDOM_FILTERS, correlateActivations } from './activations.js';
import { cosinesOf, directedOnly } from '../statistics/cosines.js';
import { mostSimilarPairs } from './measure.js';
import { writePairs } from './pairs.js';
import { probeImages } from './patches.js';
import { reportEntry, thresholdsOf } from './report.js';
import { drawAnisotropic, drawPermuted, needsProducts } from '../statistics/sampled-null.js';
import { TABLE, tableRows } from './table.js';
/** Pairs listed per layer and snapshot: all of 256 filters; of a larger layer the most similar ones. */
const MAX_PAIRS = (256 * 255) / 2;
/**
 * Writes `similarity` (a `SimilarityReport`), `matrix` (`<layer>/<snapshot>`, float64 `[filters, filters]`, NaN where a filter
 * has no direction; with activations also `<layer>/<snapshot>/pre` and `/post`, the correlations of responses, and
 * `<layer>/<snapshot>/random-cosines`, `/random-pre` and `/random-post` of random filters), `table` (a row per layer, snapshot
 * and threshold), `pairs` and `pairList` (the pairs, the most similar first).
 *
 * It runs in the process of the engine, so it computes in slices: signals and heartbeats come between them. Of the matrices
 * only those of one layer are in memory: they are written as they are made.
 *
 * @throws StageFailure for damaged filters, weights that are not finite, or a model or dataset that does not fit them;
 *   Cancelled at the next slice after the signal was aborted
 */
export async function run(context) {
    const { params } = context;
    const file = await readSafetensors(context.input('filters').path);
    const known = metadataAt(file, 'filters');
    const probe = await openProbe(context);
    const wanted = comparisonsOf(params, known, file);
    const entries = [];
    const metadata = { matrix: canonical({ center: params.center }) };
    const heads = Object.assign({}, ...wanted.map((each) => headsOf(each, probe !== undefined)));
    const paths = { table: context.output('pairs'), list: context.output('pairList') };
    await writePairs(paths, (pairs) => writeTensors(context.output('matrix'), { heads, metadata }, async (matrices) => {
        let before;
        for (const [done, comparison] of wanted.entries()) {
            const { layer, snapshot } = comparison;
            const work = workOn(context, { done, total: wanted.length, name: `${layer.name} ${snapshot}` });
            if (params.nulls.includes('initial') && before?.layer !== layer.name) {
                before = undefined; // lets the memory go before more is taken
                const initial = filtersOf(file, layer, 'initial');
                before = {
                    layer: layer.name,
                    cosines: await work('cosines before training', cosinesOf(initial, params.center)),
                };
            }
            const compared = await compare(comparison, { file, params, probe, work, initial: before?.cosines });
            entries.push(compared.entry);
            for (const [name, tensor] of Object.entries(compared.matrices))
                await matrices.write(name, tensor);
            await pairs.write(compared.pairs, compared.from);
        }
    }));
    const report = { center: params.center, smallNorm: params.smallNorm, entries };
    await writeFile(context.output('similarity'), `${JSON.stringify(report, null, 2)}\n`);
    await writeTable(context.output('table'), TABLE, entries.flatMap(tableRows));
    return metricsOf(entries);
}
function workOn(context, { done, total, name }) {
    const tell = (note) => context.progress({ done, total, unit: 'comparisons', ...(note && { note }) });
    tell();
    return (part, slices) => inSlices(slices, context.signal, () => tell(`${name}: ${part}`));
}
/** Compares the filters of one layer in one snapshot. */
async function compare({ layer, snapshot, epoch }, comparing) {
    const { file, params, probe, work, initial } = comparing;
    const between = isBetween(snapshot);
    const filters = filtersOf(file, layer, snapshot);
    const sampled = (wanted) => !between && params.nulls.includes(wanted);
    const products = sampled('anisotropic') && needsProducts(filters);
    const known = snapshot === 'initial' && !products ? initial : undefined;
    const cosines = known ?? (await work('cosines', cosinesOf(filters, params.center, { products })));
    const drawing = drawingOf(layer, params, { filters, cosines });
    const activations = between
        ? undefined
        : probe && (await work('activations', probe(layer, { filters, cosines, snapshot })));
    const listed = await work('most similar pairs', mostSimilarPairs(cosines, between ? 1 : MAX_PAIRS));
    const permutation = sampled('permutation') ? await work('permuted weights', drawPermuted(drawing)) : undefined;
    const anisotropic = sampled('anisotropic') ? await work('Gaussian filters', drawAnisotropic(drawing)) : undefined;
    const measured = {
        snapshot,
        epoch,
        cosines,
        initial: snapshot === 'initial' ? undefined : initial,
        mostSimilar: listed[0],
        permutation,
        anisotropic,
        activations: activations?.report,
    };
    return {
        entry: await work('clusters', reportEntry(layer, params, measured)),
        matrices: matricesOf(`${layer.name}/${snapshot}`, cosines, activations),
        pairs: between ? [] : listed,
        from: { layer: layer.name, snapshot, activations, count: cosines.count },
    };
}
function isBetween(snapshot) {
    return snapshot !== 'initial' && snapshot !== 'final';
}
/** What there is to compare, by layer and then by snapshot. Of dense layers a training keeps nothing in between. */
function comparisonsOf(params, known, { tensors }) {
    const snapshots = snapshotsOf(params, known);
    return known.layers.flatMap((layer) => snapshots.flatMap(({ name, epoch }) => isBetween(name) && !tensors.has(`${layer.name}/${name}`) ? [] : [{ layer, snapshot: name, epoch }]));
}
/** What `compare` will give as matrices. */
function headsOf({ layer, snapshot }, probed) {
    const name = `${layer.name}/${snapshot}`;
    const square = (size) => ({ dtype: 'F64', shape: [size, size] });
    const own = square(layer.filters);
    if (!probed || isBetween(snapshot))
        return { [name]: own };
    const random = square(RANDOM_FILTERS);
    return {
        [name]: own,
        [`${name}/pre`]: own,
        [`${name}/post`]: own,
        [`${name}/random-cosines`]: random,
        [`${name}/random-pre`]: random,
        [`${name}/random-post`]: random,
    };
}
function snapshotsOf({ snapshots }, known) {
    const epochs = (known.snapshots ?? []).filter(({ name }) => name.startsWith('epoch-'));
    if (snapshots.includes('epochs') && epochs.length === 0) {
        throw new StageFailure('Cannot compare filters of single epochs: the model has none', {
            hint: 'Add "snapshots: [1, 2, 5]" to the step that trains, or take "epochs" out of "snapshots".',
        });
    }
    return snapshots.flatMap((wanted) => {
        if (wanted === 'epochs')
            return epochs;
        const found = known.snapshots?.find(({ name }) => name === wanted);
        return [found ?? { name: wanted, epoch: wanted === 'initial' ? 0 : null }];
    });
}
function filtersOf(file, { name }, snapshot) {
    const { shape, data } = tensorAt(file, `${name}/${snapshot}`, 'F32');
    const [count = 0] = shape;
    return { weights: data, count, dimension: data.length / Math.max(count, 1) };
}
/** The filters that have a direction, to draw others like them. */
function drawingOf({ name }, params, { filters, cosines }) {
    const { dimension } = filters;
    const { kept } = directedOnly(cosines);
    const rows = new Float64Array(kept.length * dimension);
    for (const [row, filter] of kept.entries()) {
        rows.set(filters.weights.subarray(filter * dimension, (filter + 1) * dimension), row * dimension);
    }
    const { center, nullDraws: draws, nullSeed: seed } = params;
    return {
        rows,
        shape: { count: kept.length, dimension },
        center,
        // Without the filters left out, the mean filter is another, and so are the products.
        ...(kept.length === cosines.count && cosines.products !== undefined && { products: cosines.products }),
        thresholds: thresholdsOf(name, params),
        draws,
        seed,
    };
}
/** How to compute activations, or undefined where no model and data are connected. */
async function openProbe(context) {
    const [model, data] = [context.inputs('model')[0], context.inputs('data')[0]];
    if (model === undefined || data === undefined)
        return undefined;
    const weights = await readSafetensors(model.path);
    const network = modelOf(weights);
    const images = probeImages(await readSafetensors(data.path), network, context.params.probe);
    return ({ name }, { filters, cosines, snapshot }) => {
        const layer = network.layers.find((each) => each.name === name);
        if (layer?.type !== 'conv2d' && layer?.type !== 'dense') {
            const message = `Cannot compute activations of layer "${name}": the model has no such layer with filters`;
            throw new StageFailure(message, { hint: 'Connect "model" to the training that the filters are from.' });
        }
        const bias = `${snapshot}/${name}.bias`;
        return correlateActivations({
            model: network,
            layer,
            weights,
            snapshot,
            images,
            rows: new Float64Array(filters.weights),
            bias: weights.tensors.has(bias) ? tensorAt(weights, bias, 'F32').data : new Float32Array(filters.count),
            cosines: cosines.matrix,
            thresholds: thresholdsOf(name, context.params),
            seed: context.params.nullSeed,
        });
    };
}
function matricesOf(name, { count, matrix }, activations) {
    const square = (data, size) => ({ dtype: 'F64', shape: [size, size], data });
    if (activations === undefined)
        return { [name]: square(matrix, count) };
    const { layer, random } = activations;
    return {
        [name]: square(matrix, count),
        [`${name}/pre`]: square(layer.pre, count),
        [`${name}/post`]: square(layer.post, count),
        [`${name}/random-cosines`]: square(random.cosines, random.count),
        [`${name}/random-pre`]: square(random.pre, random.count),
        [`${name}/random-post`]: square(random.post, random.count),
    };
}
/** The ratios of the trained weights, or of the initial ones where only those were compared, each beside its chance. */
function metricsOf(entries) {
    const metrics = {};
    const wanted = entries.some(({ snapshot }) => snapshot === 'final') ? 'final' : 'initial';
    for (const { layer, snapshot, thresholds } of entries) {
        if (snapshot !== wanted)
            continue;
        for (const { threshold, ratioPairs, chance, verdict } of thresholds) {
            if (ratioPairs !== null)
                metrics[`${layer} ratio > ${threshold}`] = ratioPairs;
            if (chance !== null)
                metrics[`${layer} chance > ${threshold}`] = chance;
            if (verdict !== null)
                metrics[`${layer} verdict > ${threshold}`] = verdict;
        }
    }
    return metrics;
}
