import { open } from 'node:fs/promises';
import { tableText } from '../formats/csv.js';
const COLUMNS = [
    'layer',
    'snapshot',
    'filter',
    'other',
    'cosine',
    'normRatio',
    'preCorrelation',
    'postCorrelation',
];
/** Writes pairs as they come, as CSV and as a JSON list with a line for each. */
export async function writePairs(paths, body) {
    const table = await open(paths.table, 'w');
    const list = await open(paths.list, 'w');
    try {
        let written = 0;
        await table.appendFile(tableText(COLUMNS, [], { header: true }));
        const result = await body({
            async write(pairs, from) {
                const rows = pairRows(pairs, from);
                await table.appendFile(tableText(COLUMNS, rows, { header: false }));
                const lines = rows.map((row) => JSON.stringify(row));
                if (lines.length > 0)
                    await list.appendFile(`${written === 0 ? '[\n' : ',\n'}${lines.join(',\n')}`);
                written += lines.length;
            },
        });
        await list.appendFile(written === 0 ? '[]\n' : '\n]\n');
        return result;
    }
    finally {
        await table.close();
        await list.close();
    }
}
function pairRows(pairs, { layer, snapshot, activations, count }) {
    return pairs.map((pair) => {
        const at = (matrix) => {
            const value = matrix?.[pair.filter * count + pair.other] ?? NaN;
            return Number.isNaN(value) ? null : value;
        };
        return {
            layer,
            snapshot,
            ...pair,
            preCorrelation: at(activations?.layer.pre),
            postCorrelation: at(activations?.layer.post),
        };
    });
}
