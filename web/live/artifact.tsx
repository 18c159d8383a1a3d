import { useState } from 'preact/hooks';
import type { PortFact } from '../../engine/document/model.ts';
import type { ArtifactView } from '../../engine/serve/model.ts';
import { showBytes, shortKey } from '../format.ts';
import { runPath } from './api.ts';
import { PreviewBlocks } from './preview.tsx';
import type { RunName } from './route.ts';
import { useAnswer } from './use-answer.ts';

interface ArtifactProps {
  readonly run: RunName;
  readonly step: string;
  readonly output: PortFact;
}

/** One output of a step, to look at. */
export function Artifact({ run, step, output }: ArtifactProps) {
  const { port, kind, bytes, digest } = output;
  const [part, setPart] = useState<string>();
  const query = new URLSearchParams({ id: step, port, ...(part !== undefined && { part }) });
  const { value, failed } = useAnswer<ArtifactView>(`artifact/${runPath(run)}?${query.toString()}`, () => undefined);
  const parts = value?.preview?.parts ?? [];
  return (
    <section class="artifact" aria-label={`Artifact ${port}`}>
      <p class="hd2">
        <b>{port}</b>
        <span class="mm">
          {kind}, {showBytes(bytes ?? 0)}, <code title={digest}>{shortKey(digest)}</code>
        </span>
      </p>
      {parts.length > 1 && (
        <label class="s">
          Part{' '}
          <select value={value?.preview?.part} onChange={(event) => setPart(event.currentTarget.value)}>
            {parts.slice(0, 500).map((name) => (
              <option value={name} key={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {failed !== undefined && <p class="empty">{failed.message}</p>}
      {value?.gap !== undefined && <p class="empty">{value.gap}</p>}
      {value?.picture !== undefined && (
        <div class="plate">
          <img src={value.picture} alt={`${port}, made by ${step}`} />
        </div>
      )}
      {value?.preview !== undefined && <PreviewBlocks blocks={value.preview.blocks} />}
    </section>
  );
}
