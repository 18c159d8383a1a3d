import type { ComponentChildren } from 'preact';

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

/** What is wider than a narrow page, in a frame that scrolls sideways, with the keyboard too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
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
