import type { ReportStep } from '../../engine/document/model.ts';
import { StepRecord } from '../step-record.tsx';
import { runPath } from './api.ts';
import { Artifact } from './artifact.tsx';
import type { RunName } from './route.ts';
import { useAnswer } from './use-answer.ts';

interface DrawerProps {
  readonly run: RunName;
  /** What the list knows of the step. */
  readonly step: ReportStep;
  readonly siblings: readonly ReportStep[];
  /** Changes when the step may have changed. */
  readonly version: string;
  readonly close: () => void;
}

/** One step: its artifacts to look at, and its record. */
export function Drawer({ run, step, siblings, version, close }: DrawerProps) {
  const query = new URLSearchParams({ id: step.id, version });
  const { value } = useAnswer<ReportStep>(`step/${runPath(run)}?${query.toString()}`, () => undefined);
  return (
    <aside class="drawer" aria-label={`Step ${step.id}`}>
      <p class="top">
        <b>{step.id}</b>
        <button class="btn" type="button" onClick={close} aria-label="Close the step">
          ×
        </button>
      </p>
      {value?.outputs.length === 0 && <p class="empty">No artifacts: {whyNone(step)}.</p>}
      {value?.outputs.map((output) => (
        <Artifact run={run} step={step.id} output={output} key={`${step.id} ${output.port} ${output.digest}`} />
      ))}
      <StepRecord step={value ?? step} siblings={siblings} />
    </aside>
  );
}

function whyNone({ outcome }: ReportStep): string {
  if (outcome === 'running' || outcome === 'waiting') return 'the step has not ended yet';
  return outcome === 'run' || outcome === 'reused' || outcome === 'extended'
    ? 'its record is gone'
    : `the step was ${outcome}`;
}
