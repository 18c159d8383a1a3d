import { StageFailure } from '../../engine/core/failure.js';
import { layerOutput } from '../statistics/responses.js';
import { modelOf } from '../formats/model.js';
import { correlation } from '../drawing/number.js';
import { inputAt } from '../drawing/point.js';
import { readSafetensors, tensorAt } from '../formats/safetensors.js';
import { atOnce } from '../../engine/core/slices.js';
import { pairKernels } from './kernel-strip.js';
import { readProbe } from './probe.js';
import { readEntry } from './report.js';
/**
 * Joins reports, models and data by sweep point, and finds out what the most similar filters of each point do.
 *
 * @returns rows by threshold and then by point, in the order given: the paper's order
 * @throws StageFailure if the artifacts do not belong together, the layer is no convolution, or there is no row at all
 */
export async function collectRows(inputs, params, onPoint) {
    const probes = new Map();
    const views = [];
    const leftOut = [];
    for (const [done, { path, point }] of inputs.similarity.entries()) {
        onPoint(done);
        const entry = await readEntry(path, { layer: params.layer, snapshot: 'final' });
        if (entry.mostSimilar === null) {
            leftOut.push(point);
            continue;
        }
        const data = inputAt(point, inputs.data, 'data').path;
        const probe = probes.get(data) ?? (await readProbe(data, params.probe));
        probes.set(data, probe);
        const model = await readSafetensors(inputAt(point, inputs.model, 'model').path);
        views.push(viewPoint(entry, { point, model, probe, pair: entry.mostSimilar }));
    }
    if (views.length === 0) {
        throw new StageFailure('Cannot show a pair of filters: nowhere are there two that are not zero');
    }
    const thresholds = [...new Set(views.flatMap(({ entry }) => entry.thresholds.map(({ threshold }) => threshold)))];
    const rows = thresholds
        .sort((a, b) => a - b)
        .flatMap((threshold) => views.flatMap((view) => {
        const at = view.entry.thresholds.find((each) => each.threshold === threshold);
        return at === undefined ? [] : [{ view, at }];
    }));
    return { rows, leftOut };
}
function viewPoint(entry, { point, model: file, probe, pair, }) {
    const model = modelOf(file);
    const layer = model.layers.find(({ name }) => name === entry.layer);
    if (layer?.type !== 'conv2d') {
        throw new StageFailure(`Cannot show filters of layer "${entry.layer}": it is not a conv2d layer of the model`);
    }
    if (entry.filters !== layer.filters) {
        throw new StageFailure(`The report has ${entry.filters} filters in layer "${layer.name}", the model has ${layer.filters}`);
    }
    const kernel = tensorAt(file, `final/${layer.name}.kernel`, 'F32');
    const [height = 0, width = 0, channelsIn = 0] = kernel.shape;
    const channelOf = (filter, channel) => ({
        width,
        values: Float64Array.from({ length: height * width }, (_, place) => kernel.data[(place * channelsIn + channel) * layer.filters + filter] ?? 0),
    });
    const channels = Array.from({ length: channelsIn }, (_, channel) => [channelOf(pair.filter, channel), channelOf(pair.other, channel)]);
    const expected = model.input.join(' x ');
    const found = [probe.image.height, probe.image.width, probe.image.channels].join(' x ');
    if (expected !== found)
        throw new StageFailure(`The model takes images of ${expected}, the dataset has ${found}`);
    const slices = layerOutput(model, {
        weights: file,
        snapshot: 'final',
        image: probe.input,
        layer: layer.name,
        channels: [pair.filter, pair.other],
    });
    const output = atOnce(slices);
    const mapOf = (channel) => ({
        width: output.width,
        values: output.data.filter((_, index) => index % 2 === channel),
    });
    const maps = [mapOf(0), mapOf(1)];
    return {
        point,
        entry,
        pair,
        kernelShape: [height, width, channelsIn],
        kernels: pairKernels(channels),
        maps,
        mapCorrelation: correlation(maps[0].values, maps[1].values),
        probe,
    };
}
