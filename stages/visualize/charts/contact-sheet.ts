import { writePng } from '../../drawing/image.ts';
import type { Chart, Known } from '../chart.ts';
import type { Metrics, Problem, StageContext } from '../../../engine/core/stage.ts';
import { isObject } from '../../../engine/core/json.ts';
import { LAYERS } from '../../../nn/layers/index.ts';
import type { ProbeChoice } from './contact-sheet/probe.ts';
import { IMAGE } from '../chart.ts';
import { checkFilters, checkSplit, comparedAt, knownAt } from '../checks.ts';
import { startPicture, stopIfCancelled } from '../picture.ts';

/** The paper's figures 7 to 9. */
export interface ContactSheetParams {
  readonly kind: 'contact-sheet';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly probe: ProbeChoice;
}

export const contactSheet: Chart<ContactSheetParams> = {
  kind: 'contact-sheet',
  schema: {
    title: 'Contact sheet',
    description:
      'A table of pictures: for each threshold and sweep point, the ratio of similar pairs, the most similar pair of filters, and the responses of the two to a test image. Points with fewer than two filters to compare are left out, and named below the title. A kernel of several channels is a strip: its mean, then all channels or the 8 with the greatest share of the two squared norms',
    required: ['similarity', 'model', 'data'],
    properties: {
      similarity: {
        description: 'The similarity reports, one for each sweep point in "over"',
        type: 'string',
        port: 'similarity',
        many: true,
      },
      model: {
        description: 'The trained models. Each similarity report goes with the model of its sweep point',
        type: 'string',
        port: 'model',
        many: true,
      },
      data: { description: 'The dataset that the probe image comes from', type: 'string', port: 'dataset', many: true },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      probe: {
        description: 'The test image to show responses to: the first of a class in a split',
        type: 'object',
        additionalProperties: false,
        default: {},
        properties: {
          split: { description: 'Split of the dataset', enum: ['test', 'validation', 'train'], default: 'test' },
          class: {
            description: 'Label of the image. Default: 7 if there is such a class, else the last class',
            type: 'integer',
            minimum: 0,
            maximum: 255,
          },
        },
      },
    },
  },
  outputs: { image: IMAGE },
  models: 'model',
  check,
  draw,
};

/** Joins reports, models and data by sweep point and draws them as a table of pictures. */
async function draw(context: StageContext<ContactSheetParams>, layers = LAYERS): Promise<Metrics> {
  const params = await startPicture(context);
  const ports = {
    similarity: context.inputs('similarity'),
    model: context.inputs('model'),
    data: context.inputs('data'),
  };
  const { collectRows } = await import('./contact-sheet/rows.ts');
  const { contactTable } = await import('./contact-sheet/table.ts');
  const { drawPictureTable } = await import('./contact-sheet/picture-table.ts');
  const found = await collectRows(ports, { ...params, layers }, (done) => {
    stopIfCancelled(context);
    context.progress({ done, total: ports.similarity.length, unit: 'points' });
  });
  await writePng(context.output('image'), await drawPictureTable(contactTable(found, params)));
  return { rows: found.rows.length };
}

function check(params: ContactSheetParams, inputs: Known): readonly Problem[] {
  const { layer, probe } = params;
  const problems = [...classProblems(probe, inputs), ...checkFilters(inputs, { of: { layer }, gathers: true })];
  if (problems.length === 0) problems.push(...typeProblems(layer, inputs));
  return [...problems, ...checkSplit(inputs, probe.split, ['probe', 'split'])];
}

function classProblems({ class: wanted }: ProbeChoice, inputs: Known): Problem[] {
  if (wanted === undefined) return [];
  const counts = knownAt(inputs, 'data').flatMap(({ classes }) => (typeof classes === 'number' ? [classes] : []));
  const classes = Math.min(...counts);
  if (wanted < classes) return [];
  const message = `Unknown class ${wanted}: the dataset has classes 0 to ${classes - 1}`;
  return [{ path: ['probe', 'class'], message }];
}

/** The kernels are shown as pictures: only a convolution has such. */
function typeProblems(layer: string | undefined, inputs: Known): Problem[] {
  const name = layer ?? comparedAt(inputs)[0]?.layers[0]?.name;
  const listed = knownAt(inputs, 'model')[0]?.['layers'];
  const found = Array.isArray(listed) ? listed.filter(isObject).find((each) => each['name'] === name) : undefined;
  if (found === undefined || found['kernel'] !== undefined) return [];
  const message = `Cannot show filters of layer "${name}": it is a ${JSON.stringify(found['type'])}, no convolution`;
  return [{ path: [layer === undefined ? 'kind' : 'layer'], message }];
}
