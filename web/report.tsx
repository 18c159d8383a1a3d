import { render } from 'preact';
import type { ReportDocument } from '../engine/document/model.ts';
import { Answer } from './answer.tsx';
import { Figures } from './figures.tsx';
import { StepGraph } from './graph.tsx';
import { Masthead } from './masthead.tsx';
import { Again, Environment, PublishedFiles, SourceFile } from './provenance.tsx';
import { Section } from './section.tsx';
import { useSelectedStep } from './selection.ts';
import { Steps } from './steps.tsx';
import { Sweep } from './sweep.tsx';
import { Timeline } from './timeline.tsx';

const RESULTS: ReadonlySet<string> = new Set(['answer', 'figures', 'sweep']);

function Report({ report }: { readonly report: ReportDocument }) {
  const { answer, figures, sweeps, steps } = report;
  const named = useSelectedStep();
  // What failed is what people open a report of a failed run for.
  const usual = steps.find(({ outcome }) => outcome === 'failed') ?? steps[0];
  const selected = steps.find(({ id }) => id === named) ?? usual;
  const axes = [
    ...new Set(sweeps.flatMap(({ columns }) => columns.flatMap(({ axis, name }) => (axis === true ? [name] : [])))),
  ];
  return (
    <div class="page">
      <Contents report={report} />
      <main id="top">
        <Masthead document={report} />
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
        {sweeps.length > 0 && (
          <Section id="sweep" title="Sweep" question={`How do the metrics move with ${axes.join(' and ')}?`}>
            <Sweep tables={sweeps} />
          </Section>
        )}
        <Section id="graph" title="Graph" question="What depends on what, and what had to run?">
          <StepGraph graph={report.graph} selected={selected?.name} />
        </Section>
        <Section id="steps" title="Steps" question="Why did each step run, and what is its key made of?">
          <Steps steps={steps} open={selected} />
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
      </main>
    </div>
  );
}

function Contents({ report }: { readonly report: ReportDocument }) {
  const sections: readonly (readonly [id: string, title: string, there: boolean])[] = [
    ['answer', 'Answer', report.answer.length > 0],
    ['figures', 'Figures', report.figures.length > 0],
    ['sweep', 'Sweep', report.sweeps.length > 0],
    ['graph', 'Graph', true],
    ['steps', 'Steps', true],
    ['timeline', 'Timeline', true],
    ['file', 'File', true],
    ['files', 'Published files', report.files.length > 0],
    ['environment', 'Environment', true],
    ['again', 'Again', true],
  ];
  const shown = sections.filter(([, , there]) => there);
  const group = (title: string, results: boolean) => (
    <>
      <p class="gh">{title}</p>
      <ul>
        {shown
          .filter(([id]) => RESULTS.has(id) === results)
          .map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
      </ul>
    </>
  );
  return (
    <nav class="rail" aria-label="Contents">
      <a class="brand" href="#top">
        Assay
      </a>
      {shown.some(([id]) => RESULTS.has(id)) && group('Results', true)}
      {group('Provenance', false)}
    </nav>
  );
}

const data = document.querySelector('#document')?.textContent ?? '';
const place = document.querySelector('#report');
if (place !== null) {
  place.replaceChildren();
  render(<Report report={JSON.parse(data) as ReportDocument} />, place);
}
