import type { PreviewBlock } from '../../engine/serve/model.ts';
import { showNumber } from '../format.ts';

const WIDTH = 320;
const HEIGHT = 72;

/** How often which values occur. */
export function Histogram({ block }: { readonly block: PreviewBlock & { kind: 'histogram' } }) {
  const { title, low, high, counts, note } = block;
  const most = Math.max(1, ...counts);
  const width = WIDTH / Math.max(1, counts.length);
  const words = `${title}, from ${showNumber(low)} to ${showNumber(high)}${note === undefined ? '' : `; ${note}`}`;
  return (
    <figure class="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words} preserveAspectRatio="none">
        {counts.map((count, index) => {
          const height = (count / most) * (HEIGHT - 2);
          return (
            <rect x={index * width} y={HEIGHT - height} width={Math.max(0.5, width - 1)} height={height} key={index} />
          );
        })}
      </svg>
      <figcaption class="s m">
        <span>{showNumber(low)}</span>
        <span>{note}</span>
        <span>{showNumber(high)}</span>
      </figcaption>
    </figure>
  );
}
