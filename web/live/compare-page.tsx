import type { Comparison } from '../../engine/document/model.ts';
import { ComparisonView } from '../comparison-view.tsx';
import { useAnswer } from './use-answer.ts';

/** Runs side by side. */
export function ComparePage({ names }: { readonly names: readonly string[] }) {
  const query = new URLSearchParams(names.map((name) => ['run', name]));
  const { value, failed } = useAnswer<Comparison>(`compare?${query.toString()}`, () => undefined);
  return (
    <main id="top">
      <header class="mast">
        <p class="meta">{names.join(' beside ')}</p>
        <h1>{value?.question ?? value?.title ?? 'Runs compared'}</h1>
        {failed !== undefined && (
          <p class="failed" role="alert">
            {failed.message}. {failed.hint}
          </p>
        )}
        {value === undefined && failed === undefined && <p class="lead">Reading the runs …</p>}
      </header>
      {value !== undefined && <ComparisonView comparison={value} />}
    </main>
  );
}
