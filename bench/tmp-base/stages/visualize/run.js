import { writeFile } from 'node:fs/promises';
import { Cancelled } from '../../engine/core/failure.js';
import { drawChart } from '../drawing/chart.js';
import { drawSvg, prepareFonts, writePng } from '../drawing/image.js';
import { showPoint } from '../drawing/point.js';
import { readTable, writeTable } from '../formats/csv.js';
import { makeComparison } from './compare.js';
import { makeConfusion } from './confusion.js';
import { collectRows } from './contact-rows.js';
import { contactTable } from './contact-sheet.js';
import { drawCosineActivation, readPairPoints } from './cosine-activation.js';
import { drawCurves } from './curves.js';
import { makeFloor } from './floor.js';
import { drawHeatMap } from './heat-map.js';
import { drawHistogram } from './histogram.js';
import { makeLatent } from './latent.js';
import { makeManifold } from './manifold.js';
import { hasMatrix, readMatrix } from './matrix.js';
import { makeMistakes } from './mistakes.js';
import { makeNetwork } from './network.js';
import { drawPictureTable } from './picture-table.js';
import { drawRatioEpochs } from './ratio-epochs.js';
import { drawRatioFilters } from './ratio-filters.js';
import { drawRatioThreshold } from './ratio-threshold.js';
import { readAllEntries, readEntry } from './report.js';
import { summarise } from './summary.js';
/**
 * Draws what `kind` says: `image` (PNG, two pixels per unit) for all but a summary, the same as `chart` (SVG) for what is
 * drawn as lines, `table` (CSV) with the numbers behind it.
 *
 * @throws StageFailure if the artifacts do not hold, or do not join to, what is to be drawn
 */
export async function run(context) {
    goOn(context);
    if (context.params.kind === 'summary')
        return writeSummary(context, context.params);
    await prepareFonts(context.scratch);
    goOn(context);
    const params = { ...context.params, place: showPoint(context.point) };
    switch (params.kind) {
        case 'curves': {
            const read = context.inputs('history').map(async ({ path, point }) => ({ point, table: await readTable(path) }));
            return writeChart(context, drawCurves(await Promise.all(read), params));
        }
        case 'heat-map': {
            const matrix = await readMatrix(context.input('matrix').path, { layer: params.layer, snapshot: params.snapshot });
            return writePng(context.output('image'), await drawHeatMap(matrix, params));
        }
        case 'contact-sheet': {
            const ports = {
                similarity: context.inputs('similarity'),
                model: context.inputs('model'),
                data: context.inputs('data'),
            };
            const found = await collectRows(ports, params, (done) => {
                goOn(context);
                context.progress({ done, total: ports.similarity.length, unit: 'points' });
            });
            await writePng(context.output('image'), await drawPictureTable(contactTable(found, params)));
            return { rows: found.rows.length };
        }
        case 'histogram': {
            const which = { layer: params.layer, snapshot: params.snapshot };
            const matrix = await readMatrix(context.input('matrix').path, which);
            const entry = await readEntry(context.input('similarity').path, which);
            return writeChart(context, drawHistogram(matrix, entry, params));
        }
        case 'ratio-threshold': {
            const path = context.input('matrix').path;
            const final = await readMatrix(path, { layer: params.layer, snapshot: 'final' });
            const untrained = await hasMatrix(path, { layer: final.layer, snapshot: 'initial' });
            const initial = untrained ? await readMatrix(path, { layer: final.layer, snapshot: 'initial' }) : undefined;
            const entry = await readEntry(context.input('similarity').path, { layer: final.layer, snapshot: 'final' });
            return writeChart(context, drawRatioThreshold({ final, initial }, entry, params));
        }
        case 'ratio-filters': {
            const read = context.inputs('similarity').map(async ({ path, point }) => {
                const entries = await readAllEntries(path);
                const of = (snapshot) => entries.filter((entry) => entry.snapshot === snapshot);
                return { point, final: of('final'), initial: of('initial') };
            });
            return writeChart(context, drawRatioFilters(await Promise.all(read), params));
        }
        case 'ratio-epochs': {
            const read = context
                .inputs('similarity')
                .map(async ({ path, point }) => ({ point, entries: await readAllEntries(path) }));
            return writeChart(context, drawRatioEpochs(await Promise.all(read), params));
        }
        case 'cosine-activation': {
            const which = { layer: params.layer, snapshot: params.snapshot };
            const entry = await readEntry(context.input('similarity').path, which);
            const points = await readPairPoints(context.input('matrix').path, { ...which, layer: entry.layer });
            return writeChart(context, drawCosineActivation(points, entry, params));
        }
        case 'confusion':
            return makeConfusion(context, params);
        case 'mistakes':
            return makeMistakes(context, params);
        case 'network':
            return makeNetwork(context, params);
        case 'compare':
            return makeComparison(context, params);
        case 'latent':
            return makeLatent(context, params);
        case 'manifold':
            return makeManifold(context, params);
        case 'floor':
            return makeFloor(context, params);
    }
}
async function writeSummary(context, params) {
    const ports = {
        similarity: context.inputs('similarity'),
        predictions: context.inputs('predictions'),
        history: context.inputs('history'),
    };
    const { columns, rows } = await summarise(ports, params);
    await writeTable(context.output('table'), columns, rows);
    return { rows: rows.length };
}
async function writeChart(context, spec) {
    const svg = await drawChart(spec);
    goOn(context);
    await writeFile(context.output('chart'), svg);
    await writePng(context.output('image'), await drawSvg(svg));
}
/** @throws Cancelled after the signal was aborted */
function goOn({ signal }) {
    if (signal.aborted)
        throw new Cancelled('Interrupted while drawing');
}
