import type { ComponentChildren, RefObject } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** The question that the section answers. */
  readonly question: string;
  readonly children: ComponentChildren;
}

export function Section({ id, title, question, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`h-${id}`}>
      <div class="hd">
        <h2 id={`h-${id}`}>{title}</h2>
        <p>{question}</p>
      </div>
      {children}
    </section>
  );
}

interface ScrollProps {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly frame?: RefObject<HTMLDivElement | null>;
  /** Whether it scrolls downwards, too: of a list with thousands of rows. */
  readonly long?: boolean;
}

/** What is wider than a narrow page, in a frame that scrolls sideways, with the keyboard too. */
export function Scroll({ label, children, frame, long = false }: ScrollProps) {
  return (
    <div class={long ? 'scroll long' : 'scroll'} tabIndex={0} role="region" aria-label={label} ref={frame ?? null}>
      {children}
    </div>
  );
}

/** Names with values. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="kv">
      {facts.map(([name, value], index) => (
        <>
          <dt key={`${index}n`}>{name}</dt>
          <dd key={`${index}v`}>{value}</dd>
        </>
      ))}
    </dl>
  );
}
