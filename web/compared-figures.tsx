import { useState } from 'preact/hooks';
import type { ComparedFigure, Figure } from '../engine/document/model.ts';
import { titleOf } from './figures.tsx';
import { PictureSlider } from './picture-slider.tsx';

interface ComparedFiguresProps {
  readonly labels: readonly string[];
  readonly figures: readonly ComparedFigure[];
}

/** The same figure of each run in a row; two of them also on top of each other, with a slider between them. */
export function ComparedFigures({ labels, figures }: ComparedFiguresProps) {
  return (
    <div class="figures">
      {figures.map((figure) => (
        <ComparedRow {...{ labels, figure }} key={figure.file} />
      ))}
    </div>
  );
}

function ComparedRow({ labels, figure }: { readonly labels: readonly string[]; readonly figure: ComparedFigure }) {
  const { file, same, pictures } = figure;
  const [over, setOver] = useState(false);
  const shown = pictures.filter((picture) => picture?.source !== undefined).length;
  const title = titleOf(file);
  return (
    <article class="compared" aria-label={title}>
      <h3>
        {title} <span class="mm">{same ? `${file}, the same bytes in all runs` : file}</span>
      </h3>
      {pictures[0]?.about !== undefined && <p class="s m">{pictures[0].about}</p>}
      {!same && shown > 1 && (
        <p class="ctl" role="group" aria-label={`How to compare ${title}`}>
          <button class="btn" type="button" aria-pressed={!over} onClick={() => setOver(false)}>
            Side by side
          </button>
          <button class="btn" type="button" aria-pressed={over} onClick={() => setOver(true)}>
            Slider
          </button>
        </p>
      )}
      {over ? (
        <PictureSlider {...{ title, labels, pictures }} />
      ) : (
        <div class={`beside of-${same ? 1 : labels.length}`}>
          {pictures.map((picture, index) => (
            <Picture {...{ picture }} label={same ? 'all runs' : (labels[index] ?? '')} key={index} />
          ))}
        </div>
      )}
    </article>
  );
}

function Picture({ picture, label }: { readonly picture: Figure | null; readonly label: string }) {
  return (
    <figure>
      <figcaption>
        <b>{label}</b>
      </figcaption>
      {picture?.source === undefined ? (
        <p class="empty">{picture?.missing ?? 'This run did not publish it.'}</p>
      ) : (
        <div class="plate">
          <img src={picture.source} alt={`${picture.file} of ${label}, made by ${picture.step}`} />
        </div>
      )}
    </figure>
  );
}
