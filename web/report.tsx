import { render } from 'preact';
import type { Outcome, ReportDocument } from '../engine/document/model.ts';
import { Masthead } from './masthead.tsx';
import { RunSections } from './run-sections.tsx';
import { useSelectedStep } from './selection.ts';

const RESULTS: ReadonlySet<string> = new Set(['answer', 'figures', 'curves', 'sweep']);

function Report({ report }: { readonly report: ReportDocument }) {
  const { steps } = report;
  const named = useSelectedStep();
  // What failed is what people open a report of a failed run for; else what is new.
  const first = (...outcomes: readonly Outcome[]) => steps.find(({ outcome }) => outcomes.includes(outcome));
  const usual = first('failed') ?? first('extended', 'run') ?? steps[0];
  const selected = steps.find(({ id }) => id === named) ?? usual;
  return (
    <div class="page">
      <Contents report={report} />
      <main id="top">
        <Masthead document={report} />
        <RunSections report={report} selected={selected} record />
      </main>
    </div>
  );
}

function Contents({ report }: { readonly report: ReportDocument }) {
  const sections: readonly (readonly [id: string, title: string, there: boolean])[] = [
    ['answer', 'Answer', report.answer.length > 0],
    ['figures', 'Figures', report.figures.length > 0],
    ['curves', 'Curves', report.curves.length > 0],
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
