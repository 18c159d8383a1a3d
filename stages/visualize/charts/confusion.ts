import type { StageContext } from '../../../engine/core/stage.ts';
import { writePng } from '../../drawing/image.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { writeTable } from '../../formats/csv.ts';
import type { Cell } from '../../formats/csv.ts';
import { classScores } from './confusion/scores.ts';
import type { Confusion } from './confusion/scores.ts';
import { classNamesOf, readPredictions } from '../predictions.ts';
import type { Predictions } from '../predictions.ts';
import { IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { startPicture } from '../picture.ts';

/** Which classes are confused. */
export interface ConfusionParams {
  readonly kind: 'confusion';
  readonly title?: string;
  /** What colours show: `log`, the logarithm of the number of mistakes; `share`, their share of the true class. Not the diagonal. */
  readonly scale: 'log' | 'share';
}

const WORDS: Readonly<Record<string, string>> = {
  class: 'the number of the class',
  name: 'its name',
  images: 'test images of the class',
  correct: 'how many are classified correctly',
  recall: 'the share of them that is',
  predicted: 'how many images of any class are taken for this one',
  precision: 'the share of these that are of the class',
};

export const confusion: Chart<ConfusionParams> = {
  kind: 'confusion',
  schema: {
    title: 'Confusion matrix',
    description:
      'Which classes the classifier confuses, with the recall (accuracy) and precision of each class. The table has a row for each class',
    required: ['predictions'],
    properties: {
      predictions: { description: 'The predictions to count', type: 'string', port: 'predictions' },
      data: {
        description: 'The dataset, for the names of the classes if it has them',
        type: 'string',
        port: 'dataset',
      },
      title: { $ref: '#/$defs/title' },
      scale: {
        description:
          'What the colours of mistakes mean. log: the logarithm of their number. share: their share of the images of the true class. Correct answers are grey',
        enum: ['log', 'share'],
        default: 'log',
      },
    },
  },
  outputs: { image: IMAGE, table: { ...TABLE, columns: WORDS } },
  draw,
};

/** Draws the matrix and writes a row for each class. */
async function draw(context: StageContext<ConfusionParams>): Promise<void> {
  const params = await startPicture(context);
  const predictions = await readPredictions(context.input('predictions').path);
  const [data] = context.inputs('data');
  const names = classNamesOf(data && (await readSafetensors(data.path)), predictions.classes);
  const confusion = countConfusion(predictions);
  const { columns, rows } = confusionTable(confusion, names);
  await writeTable(context.output('table'), columns, rows);
  const { drawConfusion } = await import('./confusion/matrix.ts');
  await writePng(context.output('image'), await drawConfusion(confusion, { names, params }));
}

export function countConfusion({ classes, labels, predicted }: Omit<Predictions, 'logits'>): Confusion {
  const counts = Array.from({ length: classes * classes }, () => 0);
  for (const [image, label] of labels.entries()) {
    const at = label * classes + (predicted[image] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { classes, counts };
}

function confusionTable(
  confusion: Confusion,
  names: readonly string[],
): { readonly columns: string[]; readonly rows: Record<string, Cell>[] } {
  const { classes, counts } = confusion;
  const columns = ['class', 'name', 'images', 'correct', 'recall', 'predicted', 'precision'];
  const rows = classScores(confusion).map(({ images, correct, recall, predicted, precision }, index) => {
    const row: Record<string, Cell> = { class: index, name: names[index] ?? '', images, correct, recall };
    Object.assign(row, { predicted, precision });
    for (let other = 0; other < classes; other++) row[`as ${other}`] = counts[index * classes + other] ?? 0;
    return row;
  });
  return { columns: [...columns, ...names.map((_, index) => `as ${index}`)], rows };
}
