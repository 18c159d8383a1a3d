import type { Figure } from '../engine/document/model.ts';
import { shortKey, showBytes } from './format.ts';
import { stepAddress } from './selection.ts';

/** The pictures that the run published, each with where it comes from. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <div class="figures">
      {figures.map((figure, index) => (
        <figure class="row" key={figure.file}>
          {figure.source === undefined ? (
            <p class="empty">{figure.missing}</p>
          ) : (
            <div class="plate">
              <img src={figure.source} alt={`Figure ${index + 1}: ${figure.file}, made by ${figure.step}`} />
            </div>
          )}
          <figcaption>
            <b>
              Figure {index + 1}. {titleOf(figure.file)}
            </b>
            {figure.about}
            <span class="src">
              made by <a href={stepAddress(figure.step)}>{figure.step}</a>, {showBytes(figure.bytes)}
              <br />
              {figure.file}
              <br />
              <code>sha256 {shortKey(figure.digest)}</code>
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

/** `heat-map-filters=16.png`: Heat map, filters = 16. */
export function titleOf(file: string): string {
  const name = file.replace(/^.*\//, '').replace(/\.\w+$/, '');
  const [, words = name, point] = /^(.*?)-([^-=]+=.*)$/.exec(name) ?? [];
  const title = words.replaceAll(/[-_]/g, ' ');
  const shown = point?.replaceAll('=', ' = ').replaceAll(',', ', ');
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}${shown === undefined ? '' : `, ${shown}`}`;
}
