import type { Comparison } from '../engine/document/model.ts';
import { ComparedRuns } from './compared-runs.tsx';
import { ComparedFigures } from './compared-figures.tsx';
import { ComparedMetrics, ComparedValues } from './compared-values.tsx';
import { Curves } from './curves.tsx';
import { Section } from './section.tsx';

/** Runs side by side: what differs, and what it changed. Any page that has the data can show it. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const { runs, parameters, metrics, curves, figures, steps, environment } = comparison;
  const labels = runs.map(({ label }) => label);
  const shared = metrics.filter(({ values }) => !values.includes(null));
  const partial = metrics.filter(({ values }) => values.includes(null));
  return (
    <>
      <Section id="runs" title="Runs" question="What was compared, and what did each find?">
        <ComparedRuns runs={runs} />
      </Section>
      <Section id="parameters" title="Parameters" question="What was asked differently?">
        {parameters.length === 0 ? (
          <p class="empty">The experiment files say the same.</p>
        ) : (
          <>
            <ComparedValues title="Parameters that differ" what="parameter" {...{ labels }} rows={parameters} />
            <p class="empty">
              The file of {labels[0]} has {comparison.parameterCount} values. Those that all runs share are left out.
            </p>
          </>
        )}
      </Section>
      <Section id="metrics" title="Metrics" question="What did it change?">
        {shared.length > 0 && <ComparedMetrics title="Metrics that differ" {...{ labels }} metrics={shared} />}
        {partial.length > 0 && (
          <details class="partial">
            <summary>
              {partial.length === 1 ? 'One metric that' : `${partial.length} metrics that`} not all runs have
            </summary>
            <ComparedMetrics title="Metrics that not all runs have" {...{ labels }} metrics={partial} />
          </details>
        )}
        <p class="empty">{equality(comparison)}</p>
      </Section>
      {curves.length > 0 && (
        <Section id="curves" title="Curves" question="Did they come about in the same way?">
          <Curves charts={curves} />
        </Section>
      )}
      {figures.length > 0 && (
        <Section id="figures" title="Figures" question="How does the same picture look?">
          <ComparedFigures {...{ labels, figures }} />
        </Section>
      )}
      {steps.length > 0 && (
        <Section id="steps" title="Steps" question="Which steps have no result in some of the runs?">
          <ComparedValues title="Steps without a result" what="step" {...{ labels }} rows={steps} />
        </Section>
      )}
      <Section id="environment" title="Environment" question="Were the circumstances the same?">
        {environment.length === 0 ? (
          <p class="empty">Machine, numbers, versions and data are the same, as far as they are recorded.</p>
        ) : (
          <ComparedValues title="Circumstances that differ" what="fact" {...{ labels }} rows={environment} />
        )}
      </Section>
    </>
  );
}

function equality({ equalMetrics, artifacts }: Comparison): string {
  const { same, of } = artifacts;
  const left = equalMetrics === 0 ? [] : [`Left out because all runs have the same: ${equalMetrics} metrics.`];
  const bytes =
    of === 0 ? 'The runs have no artifact in common.' : `Artifacts that all runs have: ${of}; the same bytes: ${same}.`;
  return [...left, bytes].join(' ');
}
