import type { ComponentChildren } from 'preact';
import type { PortFact, ReportStep } from '../engine/document/model.ts';
import { shortKey, showBytes, showCell, showDuration } from './format.ts';
import { Glyph } from './glyph.tsx';
import { Facts } from './section.tsx';
import { stepAddress } from './selection.ts';

interface StepRecordProps {
  readonly step: ReportStep;
  /** The instances of the same step. */
  readonly siblings: readonly ReportStep[];
}

/** Everything that is known of one step. */
export function StepRecord({ step, siblings }: StepRecordProps) {
  const { name, stage, outcome, point, why, compared, gap, errors, warnings } = step;
  return (
    <article aria-label={`Step ${step.id}`}>
      <h3>
        <Glyph outcome={outcome} /> {name}{' '}
        <span class="mm">{[stage, ...point.map(([axis, value]) => `${axis} = ${value}`)].join(', ')}</span>
      </h3>
      {siblings.length > 1 && <Siblings {...{ step, siblings }} />}
      {why.length > 0 && <p class="because">Why: {why.join('; ')}.</p>}
      {compared !== undefined && <p class="because mm">Compared with run {compared}.</p>}
      {errors.map((error) => (
        <p class="because failed" key={error}>
          {error}
        </p>
      ))}
      {warnings.map((warning) => (
        <p class="because" key={warning}>
          Warning: {warning}.
        </p>
      ))}
      {gap !== undefined && <p class="empty">{gap}</p>}
      <Part title="Record">
        <Facts facts={recordFacts(step)} />
      </Part>
      <FactPart title="Metrics" facts={step.metrics.map(([metric, value]) => [metric, showCell(value)])} />
      <PortPart title="Inputs" ports={step.inputs} />
      <PortPart title="Outputs" ports={step.outputs} />
      <FactPart title="Parameters" facts={step.params} />
      <FactPart title="Code" facts={step.code} />
      <FactPart title="Runtime" facts={step.runtime} />
    </article>
  );
}

function Siblings({ step, siblings }: StepRecordProps) {
  return (
    <p class="tabs">
      {siblings.slice(0, 24).map(({ id, point }) => (
        <a class="btn" href={stepAddress(id)} aria-current={id === step.id ? 'true' : undefined} key={id}>
          {point.map(([axis, value]) => `${axis} = ${value}`).join(', ')}
        </a>
      ))}
      {siblings.length > 24 && <span class="mm">and {siblings.length - 24} more in the list</span>}
    </p>
  );
}

function recordFacts({
  outcome,
  durationMs,
  key,
  seed,
  job,
}: ReportStep): readonly (readonly [string, ComponentChildren])[] {
  return [
    ['outcome', outcome],
    ...(durationMs === undefined ? [] : [['took', showDuration(durationMs)] as const]),
    ...(seed === undefined ? [] : [['seed', String(seed)] as const]),
    ...(key === undefined ? [] : [['key', <code key="key">{key}</code>] as const]),
    ...(job === undefined ? [] : [['job', job] as const]),
  ];
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <>
      <h4>{title}</h4>
      {children}
    </>
  );
}

function FactPart({
  title,
  facts,
}: {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
}) {
  if (facts.length === 0) return null;
  return (
    <Part title={title}>
      <Facts facts={facts} />
    </Part>
  );
}

function PortPart({ title, ports }: { readonly title: string; readonly ports: readonly PortFact[] }) {
  if (ports.length === 0) return null;
  return (
    <Part title={title}>
      <Facts
        facts={ports.map(({ port, digest, step, kind, bytes, files = [] }) => [
          port,
          <span key={digest}>
            {step !== undefined && <a href={stepAddress(step)}>{step}</a>}
            {step !== undefined && ' '}
            {kind !== undefined && `${kind}, `}
            {bytes !== undefined && `${showBytes(bytes)}, `}
            <code title={digest}>{shortKey(digest)}</code>
            {files.length > 0 && `, published as ${files.join(', ')}`}
          </span>,
        ])}
      />
    </Part>
  );
}
