import { render } from 'preact';
import type { Comparison } from '../engine/document/model.ts';
import { ComparisonView } from './comparison-view.tsx';

function Page({ comparison }: { readonly comparison: Comparison }) {
  const { title, question, runs, curves, figures, steps } = comparison;
  const sections = [
    ['runs', 'Runs'],
    ['parameters', 'Parameters'],
    ['metrics', 'Metrics'],
    ...(curves.length > 0 ? [['curves', 'Curves']] : []),
    ...(figures.length > 0 ? [['figures', 'Figures']] : []),
    ...(steps.length > 0 ? [['steps', 'Steps']] : []),
    ['environment', 'Environment'],
  ];
  return (
    <div class="page">
      <nav class="rail" aria-label="Contents">
        <a class="brand" href="#top">
          Assay
        </a>
        <p class="gh">Comparison</p>
        <ul>
          {sections.map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="top">
        <header class="mast">
          <p class="meta">
            <span>
              <b>{title}</b>
            </span>
            {runs.map(({ label }) => (
              <span key={label}>{label}</span>
            ))}
          </p>
          <h1>{question ?? title}</h1>
        </header>
        <ComparisonView comparison={comparison} />
      </main>
    </div>
  );
}

const place = document.querySelector('#report');
if (place !== null) {
  const data = document.querySelector('#document')?.textContent ?? '';
  place.replaceChildren();
  render(<Page comparison={JSON.parse(data) as Comparison} />, place);
}
