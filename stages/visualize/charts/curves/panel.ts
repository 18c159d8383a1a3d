import { INK } from '../../../drawing/colour.ts';
import { SIZE } from '../../../drawing/svg.ts';
import { spreadOf } from '../../repeats.ts';

/** What is drawn, each in a panel of its own. */
export type Measure = 'loss' | 'accuracy' | 'reconstruction' | 'kl';

/** The headings of the panels. */
export const MEASURES: Readonly<Record<Measure, string>> = {
  loss: 'Loss',
  accuracy: 'Accuracy',
  reconstruction: 'Reconstruction',
  kl: 'Divergence',
};

/** A kind of line: the columns of a history that it is drawn from, by measure. */
export interface Series {
  readonly name: string;
  readonly columns: Readonly<Record<Measure, string>>;
  readonly dash: readonly number[];
}

const PANEL = { width: 300, height: 230 } as const;
/** Between the base lines of labels beside a panel. */
const LABEL_HEIGHT = 13;
/** More lines than this cannot be labelled beside the panel: they get a legend. */
const MAX_LABELS = Math.floor(PANEL.height / LABEL_HEIGHT);

/** A value at an epoch. */
export interface Mark {
  readonly epoch: number;
  readonly value: number;
  readonly line: string;
  readonly series: string;
  /** Which of the histories it is of. */
  readonly run: number;
}

/** The mean of the repeats of a line at one epoch; `low` and `high` are a standard deviation away. */
interface MeanMark extends Omit<Mark, 'run'> {
  readonly low: number;
  readonly high: number;
}

function meansOf(marks: readonly Mark[]): MeanMark[] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = JSON.stringify([mark.line, mark.series, mark.epoch]);
    groups.set(key, [...(groups.get(key) ?? []), mark]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { mean, deviation } = spreadOf(group.map(({ value }) => value));
    const sd = deviation ?? 0;
    const { epoch, line, series } = first;
    return [{ epoch, value: mean, line, series, low: mean - sd, high: mean + sd }];
  });
}

interface PanelOptions {
  readonly measure: Measure;
  readonly lines: readonly string[];
  readonly colours: readonly string[];
  readonly several: boolean;
  readonly series: readonly Series[];
  readonly lossScale: 'linear' | 'log';
  readonly repeated: boolean;
  /** What the values are in; empty where that is not known, or they are shares. */
  readonly unit: string;
}

/** One measure over the epochs: lines in their colours, labelled beside the panel where there is room, else in a legend. */
export function panel(marks: readonly Mark[], options: PanelOptions): object {
  const { measure, lines, colours, several, series, repeated } = options;
  const means = repeated
    ? meansOf(marks)
    : marks.map(({ epoch, value, line, series }) => ({ epoch, value, line, series }));
  const scale = valueScale(marks, options);
  const labelled = lines.length <= MAX_LABELS;
  const epochs = new Set(marks.map(({ epoch }) => epoch)).size;
  const color = {
    field: 'line',
    type: 'nominal',
    scale: { domain: lines, range: colours },
    legend: labelled ? null : { title: null, columns: Math.ceil(lines.length / MAX_LABELS) },
  };
  const x = {
    field: 'epoch',
    type: 'quantitative',
    title: 'epoch',
    axis: { tickMinStep: 1, format: 'd' },
  };
  const names = series.map(({ name }) => name);
  const dashes = series.map(({ dash }) => (dash.length === 0 ? [1, 0] : dash));
  const encoding = {
    x: { ...x, scale: { nice: false, zero: false, padding: 6 } },
    y: {
      field: 'value',
      type: 'quantitative',
      title: null,
      scale: { type: scale.type, domain: [scale.low, scale.high], nice: false },
      axis: scale.ticks === undefined ? { tickCount: 5 } : { values: scale.ticks },
    },
    color,
    ...(several
      ? { strokeDash: { field: 'series', type: 'nominal', scale: { domain: names, range: dashes }, legend: null } }
      : {}),
  };
  const layers: object[] = [
    ...(repeated
      ? [
          {
            mark: { type: 'area', opacity: 0.15, clip: true },
            encoding: {
              x: encoding.x,
              y: { ...encoding.y, field: 'low' },
              y2: { field: 'high' },
              color,
              detail: { field: 'series' },
            },
          },
          {
            data: { values: marks },
            mark: {
              type: 'line',
              strokeWidth: 0.75,
              opacity: 0.5,
              strokeJoin: 'round',
              point: epochs <= 2 ? { size: 12 } : false,
            },
            encoding: { ...encoding, detail: { field: 'run' } },
          },
        ]
      : []),
    {
      mark: { type: 'line', strokeWidth: 1.75, strokeJoin: 'round', point: epochs <= 12 ? { size: 22 } : false },
      encoding,
    },
  ];
  // Not a title: vega puts titles above the highest axis label, so those of the two panels would not be level.
  layers.push({
    data: { values: [{ name: MEASURES[measure] + (options.unit === '' ? '' : `, ${options.unit}`) }] },
    mark: { type: 'text', align: 'left', fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
    encoding: { text: { field: 'name' }, x: { value: 0 }, y: { value: -16 } },
  });
  if (labelled) {
    layers.push({
      data: { values: labelPlaces(means, { lines, scale, first: names[0] ?? '', several }) },
      mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: SIZE.text, clip: false },
      encoding: {
        x: { value: PANEL.width + 8 },
        y: { field: 'place', type: 'quantitative', scale: null },
        text: { field: 'line' },
        color,
      },
    });
  }
  return {
    width: PANEL.width,
    height: PANEL.height,
    data: { values: means },
    layer: layers,
  };
}

interface ValueScale {
  readonly type: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  readonly ticks?: readonly number[];
}

/** From 0 for the loss, to 1 for the accuracy, else to the next round number beyond the values; a log scale just fits. */
function valueScale(marks: readonly Mark[], { measure, lossScale }: PanelOptions): ValueScale {
  const values = marks.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (measure === 'accuracy') {
    const step = roundStep((1 - least) / 5);
    const steps = Math.max(Math.min(Math.ceil((1 - least) / step - 1e-9), Math.floor(1 / step + 1e-9)), 1);
    return linear(Array.from({ length: steps + 1 }, (_, index) => 1 - (steps - index) * step));
  }
  if (lossScale === 'log' && least > 0) return { type: 'log', low: least / 1.1, high: most * 1.1 };
  const step = roundStep(most / 5);
  const steps = Math.max(Math.ceil(most / step - 1e-9), 1);
  return linear(Array.from({ length: steps + 1 }, (_, index) => index * step));
}

/** A scale that starts and ends at a tick. */
function linear(places: readonly number[]): ValueScale {
  const ticks = places.map((place) => Number(place.toPrecision(6)));
  return { type: 'linear', low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}

/** The next of 1, 2, 5 times a power of ten that is not below `step`. */
function roundStep(step: number): number {
  if (!(step > 0)) return 0.2;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step * (1 - 1e-9)) ?? 10);
}

interface Label {
  readonly line: string;
  /** Pixels below the top of the panel. */
  readonly place: number;
}

/** A label for each line, beside its last value, moved so far that no two are closer than `LABEL_HEIGHT`. */
function labelPlaces(
  marks: readonly Omit<Mark, 'run'>[],
  {
    lines,
    scale,
    first,
    several,
  }: {
    readonly lines: readonly string[];
    readonly scale: ValueScale;
    readonly first: string;
    readonly several: boolean;
  },
): Label[] {
  const along = (value: number): number => (scale.type === 'log' ? Math.log(value) : value);
  const labels = lines.flatMap((line) => {
    const last = marks.findLast((mark) => mark.line === line && (!several || mark.series === first));
    if (last === undefined) return [];
    const part = (along(last.value) - along(scale.low)) / (along(scale.high) - along(scale.low));
    return [{ line, place: (1 - part) * PANEL.height }];
  });
  return spread(labels);
}

function spread(labels: readonly Label[]): Label[] {
  const placed: Label[] = [];
  for (const label of [...labels].sort((a, b) => a.place - b.place)) {
    const least = (placed.at(-1)?.place ?? -Infinity) + LABEL_HEIGHT;
    placed.push({ line: label.line, place: Math.max(label.place, least) });
  }
  // What was pushed out at the bottom pushes back up.
  let most = PANEL.height;
  for (let index = placed.length - 1; index >= 0; index--) {
    const label = placed[index];
    if (label === undefined || label.place <= most) break;
    placed[index] = { line: label.line, place: most };
    most -= LABEL_HEIGHT;
  }
  return placed;
}
