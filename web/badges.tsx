import type { ReportDocument } from '../engine/document/model.ts';
import { Glyph } from './glyph.tsx';

/** How many steps had which outcome, whether the run was verified, and its tags. */
export function Badges({ counts, verified, tags }: Pick<ReportDocument, 'counts' | 'verified' | 'tags'>) {
  return (
    <>
      {counts.map(([outcome, count]) => (
        <span class="badge" key={outcome}>
          <Glyph outcome={outcome} />
          {count} {outcome}
        </span>
      ))}
      <span>{verified.summary}</span>
      {tags.map((tag) => (
        <span class="tag" key={tag}>
          {tag}
        </span>
      ))}
    </>
  );
}
