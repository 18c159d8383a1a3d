import type { ReportDocument, ReportStep } from '../engine/document/model.ts';
import { Answer } from './answer.tsx';
import { Curves } from './curves.tsx';
import { Figures } from './figures.tsx';
import { StepGraph } from './graph.tsx';
import { Again, Environment, PublishedFiles, SourceFile } from './provenance.tsx';
import { Section } from './section.tsx';
import { Steps } from './steps.tsx';
import { Sweep } from './sweep.tsx';
import { Timeline } from './timeline.tsx';

interface RunSectionsProps {
  readonly report: ReportDocument;
  readonly selected: ReportStep | undefined;
  /** Whether the record of the selected step stands beside the list. */
  readonly record?: boolean;
}

/** What a report and the live page show of a run below its head. */
export function RunSections({ report, selected, record = false }: RunSectionsProps) {
  const { answer, figures, curves, sweeps, steps } = report;
  const axes = [
    ...new Set(sweeps.flatMap(({ columns }) => columns.flatMap(({ axis, name }) => (axis === true ? [name] : [])))),
  ];
  return (
    <>
      {answer.length > 0 && (
        <Section id="answer" title="Answer" question="What came out?">
          <Answer tables={answer} />
        </Section>
      )}
      {figures.length > 0 && (
        <Section id="figures" title="Figures" question="What does it look like?">
          <Figures figures={figures} />
        </Section>
      )}
      {curves.length > 0 && (
        <Section id="curves" title="Curves" question="How did it come about? What was measured on the way.">
          <Curves charts={curves} />
        </Section>
      )}
      {sweeps.length > 0 && (
        <Section id="sweep" title="Sweep" question={`How do the metrics move with ${axes.join(' and ')}?`}>
          <Sweep tables={sweeps} />
        </Section>
      )}
      <Section id="graph" title="Graph" question="What depends on what, and what had to run?">
        <StepGraph graph={report.graph} selected={selected?.name} />
      </Section>
      <Section id="steps" title="Steps" question="Why did each step run, and what is its key made of?">
        <Steps steps={steps} open={selected} record={record} />
      </Section>
      <Section id="timeline" title="Timeline" question="Where did the time go?">
        <Timeline timeline={report.timeline} />
      </Section>
      <Section id="file" title="File" question="What was asked? With overrides applied, without comments.">
        <SourceFile source={report.source} />
      </Section>
      {report.files.length > 0 && (
        <Section id="files" title="Published files" question="What did the run leave in its folder?">
          <PublishedFiles files={report.files} />
        </Section>
      )}
      <Section id="environment" title="Environment" question="Would it come out the same?">
        <Environment groups={report.environment} />
      </Section>
      <Section id="again" title="Again" question="How do you run, check and cite it?">
        <Again document={report} />
      </Section>
    </>
  );
}
