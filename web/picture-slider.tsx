import { useState } from 'preact/hooks';
import type { Figure } from '../engine/document/model.ts';

interface PictureSliderProps {
  readonly title: string;
  readonly labels: readonly string[];
  /** In the order of the labels. */
  readonly pictures: readonly (Figure | null)[];
}

/** Two pictures on top of each other: left of a line the one, right of it the other. */
export function PictureSlider({ title, labels, pictures }: PictureSliderProps) {
  const there = pictures.flatMap((picture, index) =>
    picture?.source === undefined ? [] : [{ source: picture.source, label: labels[index] ?? '', index }],
  );
  const [left, setLeft] = useState(there[0]?.index ?? 0);
  const [right, setRight] = useState(there.at(-1)?.index ?? 0);
  const [share, setShare] = useState(50);
  const [sizes, setSizes] = useState<Readonly<Record<number, string>>>({});
  const [one, other] = [left, right].map((index) => there.find((picture) => picture.index === index));
  if (one === undefined || other === undefined) return null;
  const loaded =
    (index: number) =>
    (event: Event): void => {
      const { naturalWidth, naturalHeight } = event.currentTarget as HTMLImageElement;
      setSizes((known) => ({ ...known, [index]: `${naturalWidth} x ${naturalHeight}` }));
    };
  const drag = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    const { left: start, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    setShare(Math.round(Math.min(1, Math.max(0, (event.clientX - start) / width)) * 100));
  };
  const [a, b] = [sizes[left], sizes[right]];
  const id = `slider-${title.replaceAll(/\W+/g, '-')}`;
  return (
    <div class="slider">
      {there.length > 2 && (
        <p class="ctl">
          <Choice label="Left" {...{ there }} chosen={left} choose={setLeft} />
          <Choice label="Right" {...{ there }} chosen={right} choose={setRight} />
        </p>
      )}
      <p class="ends" aria-hidden="true">
        <span>← {one.label}</span>
        <span>{other.label} →</span>
      </p>
      <div class="plate over" onPointerDown={drag} onPointerMove={drag}>
        <img draggable={false} src={other.source} alt={`${title} of ${other.label}`} onLoad={loaded(right)} />
        <img
          class="top"
          draggable={false}
          src={one.source}
          alt={`${title} of ${one.label}`}
          style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}
          onLoad={loaded(left)}
        />
        <span class="line" style={{ left: `${share}%` }} aria-hidden="true" />
      </div>
      <label class="sr" for={id}>
        How much of {one.label} is shown
      </label>
      <input
        id={id}
        type="range"
        min="0"
        max="100"
        value={share}
        aria-valuetext={`${share} % ${one.label}`}
        onInput={(event) => setShare(Number(event.currentTarget.value))}
      />
      <p class="empty">Both pictures are as their runs published them: see that their axes and scales are the same.</p>
      {a !== undefined && b !== undefined && a !== b && (
        <p class="empty" role="status">
          They have different sizes, {a} and {b} pixels: the same place may mean different things.
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly there: readonly { readonly label: string; readonly index: number }[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

function Choice({ label, there, chosen, choose }: ChoiceProps) {
  return (
    <label class="choice">
      {label}{' '}
      <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {there.map((picture) => (
          <option value={picture.index} key={picture.index}>
            {picture.label}
          </option>
        ))}
      </select>
    </label>
  );
}
