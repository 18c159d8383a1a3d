import { writePng } from '../drawing/image.js';
import { readSafetensors } from '../formats/safetensors.js';
import { writeTable } from '../formats/csv.js';
import { drawConfusion } from './confusion-matrix.js';
import { classScores } from './confusion-scores.js';
import { classNamesOf, readPredictions } from './predictions.js';
/** Draws the matrix and writes a row for each class. */
export async function makeConfusion(context, params) {
    const predictions = await readPredictions(context.input('predictions').path);
    const [data] = context.inputs('data');
    const names = classNamesOf(data && (await readSafetensors(data.path)), predictions.classes);
    const confusion = countConfusion(predictions);
    const { columns, rows } = confusionTable(confusion, names);
    await writeTable(context.output('table'), columns, rows);
    await writePng(context.output('image'), await drawConfusion(confusion, { names, params }));
}
export function countConfusion({ classes, labels, predicted }) {
    const counts = Array.from({ length: classes * classes }, () => 0);
    for (const [image, label] of labels.entries()) {
        const at = label * classes + (predicted[image] ?? 0);
        counts[at] = (counts[at] ?? 0) + 1;
    }
    return { classes, counts };
}
function confusionTable(confusion, names) {
    const { classes, counts } = confusion;
    const columns = ['class', 'name', 'images', 'correct', 'recall', 'predicted', 'precision'];
    const rows = classScores(confusion).map(({ images, correct, recall, predicted, precision }, index) => {
        const row = { class: index, name: names[index] ?? '', images, correct, recall };
        Object.assign(row, { predicted, precision });
        for (let other = 0; other < classes; other++)
            row[`as ${other}`] = counts[index * classes + other] ?? 0;
        return row;
    });
    return { columns: [...columns, ...names.map((_, index) => `as ${index}`)], rows };
}
