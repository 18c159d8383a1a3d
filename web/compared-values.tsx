import type { Cell, ComparedMetric, ComparedValue } from '../engine/document/model.ts';
import { showCell, showNumber } from './format.ts';
import { Scroll } from './section.tsx';

const WIDTH = 116;
const HEIGHT = 20;
const EDGE = 7;

interface ComparedValuesProps {
  readonly title: string;
  /** What the names are names of. */
  readonly what: string;
  readonly labels: readonly string[];
  readonly rows: readonly ComparedValue[];
}

/** A row for each name, a column for each run; what differs from the first run is set off. */
export function ComparedValues({ title, what, labels, rows }: ComparedValuesProps) {
  return (
    <Scroll label={title}>
      <table class="versus">
        <caption class="sr">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{what}</th>
            {labels.map((label) => (
              <th scope="col" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              {values.map((value, index) => (
                <td key={index} class={value === values[0] ? 'm' : ''}>
                  {value === values[0] ? showCell(value) : <b>{showCell(value)}</b>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface ComparedMetricsProps {
  readonly title: string;
  readonly labels: readonly string[];
  readonly metrics: readonly ComparedMetric[];
}

/** Metrics that differ: each run's value, where it lies between all, and by how much it differs from the first run's. */
export function ComparedMetrics({ title, labels, metrics }: ComparedMetricsProps) {
  return (
    <Scroll label={title}>
      <table class="versus">
        <caption class="sr">{title}</caption>
        <thead>
          <tr>
            <th scope="col">metric</th>
            <th scope="col">where</th>
            <th scope="col">
              <Legend labels={labels} />
            </th>
            {labels.map((label, index) => (
              <>
                <th scope="col" class="n" key={label}>
                  {label}
                </th>
                {index > 0 && (
                  <th scope="col" key={`${label} difference`}>
                    difference
                  </th>
                )}
              </>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric, index) => (
            <MetricRow {...{ metric, metrics }} before={metrics[index - 1]} key={index} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface MetricRowProps {
  readonly metric: ComparedMetric;
  readonly metrics: readonly ComparedMetric[];
  readonly before: ComparedMetric | undefined;
}

function MetricRow({ metric, metrics, before }: MetricRowProps) {
  const { step, metric: name, point, values } = metric;
  const isSame = before?.step === step && before.metric === name;
  const scale = metrics.filter((each) => each.step === step && each.metric === name).flatMap((each) => each.values);
  return (
    <tr class={isSame ? 'more' : ''}>
      <th scope="row">
        <span class={isSame ? 'sr' : ''}>
          {step} <b>{name}</b>
        </span>
      </th>
      <td class="m">{point.map(([axis, value]) => `${axis} = ${value}`).join(', ')}</td>
      <td>
        <Places values={values} scale={scale} />
      </td>
      {values.map((value, index) => (
        <>
          <td class="n" key={index}>
            {showCell(value)}
          </td>
          {index > 0 && (
            <td class="m" key={`${index} difference`}>
              {difference(values[0] ?? null, value)}
            </td>
          )}
        </>
      ))}
    </tr>
  );
}

/** `↑ 0.036`; whether more is better only a reader can say. */
function difference(first: Cell, value: Cell): string {
  if (typeof first !== 'number' || typeof value !== 'number') return first === value ? 'same' : '';
  if (value === first) return 'same';
  return `${value > first ? '↑' : '↓'} ${showNumber(Math.abs(value - first))}`;
}

/** Where the values of the runs lie on the scale of all values of the metric: each run has its own mark. */
function Places({ values, scale }: { readonly values: readonly Cell[]; readonly scale: readonly Cell[] }) {
  const numbers = scale.filter((value) => typeof value === 'number');
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (!(high > low)) return null;
  const x = (value: number): number =>
    Math.round((EDGE + ((value - low) / (high - low)) * (WIDTH - 2 * EDGE)) * 10) / 10;
  const own = values.filter((value) => typeof value === 'number').map(x);
  return (
    <svg class="places" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="axis" d={`M${EDGE} ${HEIGHT / 2}H${WIDTH - EDGE}`} />
      {own.length > 0 && <path class="span" d={`M${Math.min(...own)} ${HEIGHT / 2}H${Math.max(...own)}`} />}
      {values.map(
        (value, index) => typeof value === 'number' && <Mark index={index} x={x(value)} y={HEIGHT / 2} key={index} />,
      )}
    </svg>
  );
}

function Legend({ labels }: { readonly labels: readonly string[] }) {
  return (
    <span class="marks">
      {labels.map((label, index) => (
        <span key={label}>
          <svg class="places" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <Mark index={index} x={6} y={6} />
          </svg>
          {label}
        </span>
      ))}
    </span>
  );
}

/** A ring, a dot, a diamond: by shape, because colour alone would not do. */
function Mark({ index, x, y }: { readonly index: number; readonly x: number; readonly y: number }) {
  if (index === 0) return <circle class="ring" cx={x} cy={y} r="4" />;
  if (index === 1) return <circle class="dot" cx={x} cy={y} r="4" />;
  return <path class="dot" d={`M${x} ${y - 5}l5 5l-5 5l-5 -5Z`} />;
}
