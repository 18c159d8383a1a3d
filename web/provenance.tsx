import { useState } from 'preact/hooks';
import type { ReportDocument } from '../engine/document/model.ts';
import { shortKey, showBytes } from './format.ts';
import { Facts, Scroll } from './section.tsx';
import { highlighted } from './yaml.ts';

/** The experiment file, with its lines numbered. */
export function SourceFile({ source }: { readonly source: string }) {
  return (
    <div class="code" tabIndex={0} role="region" aria-label="Experiment file">
      {highlighted(source).map((line, index) => (
        <div class="ln" data-n={index + 1} key={index}>
          <span>
            {line.map(({ kind, text }, part) => (
              <span class={kind} key={part}>
                {text}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** What results depend on beside the file. */
export function Environment({ groups }: { readonly groups: ReportDocument['environment'] }) {
  return (
    <div class="env">
      {groups.map(({ title, facts }) => (
        <div key={title}>
          <h3>{title}</h3>
          <Facts facts={facts} />
        </div>
      ))}
    </div>
  );
}

/** How to get the same again, what became of trying, and how to cite it. */
export function Again({ document }: { readonly document: ReportDocument }) {
  const { rerun, verified, cite } = document;
  return (
    <div class="env again">
      <div>
        <h3>Run it again</h3>
        <Copied text={rerun.join('\n')} label="the commands" />
      </div>
      <div>
        <h3>Verification</h3>
        <p class={verified.good ? 's run' : 's m'}>{verified.summary}</p>
        {verified.lines.map((line) => (
          <p class="s m" key={line}>
            {line}
          </p>
        ))}
      </div>
      <div>
        <h3>Cite</h3>
        <p class="s">{cite.text}</p>
        <Copied text={cite.bibtex} label="the entry for BibTeX" />
        {cite.data.length > 0 && <h3>Cite the data</h3>}
        {cite.data.map((publication) => (
          <p class="s" key={publication}>
            {publication}
          </p>
        ))}
      </div>
    </div>
  );
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState('Copy');
  const copy = (): void => {
    // A page from disk may be refused the clipboard; the text can still be selected.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setState('Copied'),
      () => setState('Select it to copy'),
    );
  };
  return (
    <>
      <pre class="block" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <button type="button" class="copy" aria-label={`Copy ${label}`} onClick={copy}>
        {state}
      </button>
    </>
  );
}

/** Every file that the run published. */
export function PublishedFiles({ files }: { readonly files: ReportDocument['files'] }) {
  return (
    <Scroll label="Table of published files">
      <table>
        <caption class="sr">Published files</caption>
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">made by</th>
            <th scope="col">kind</th>
            <th scope="col" class="n">
              size
            </th>
            <th scope="col">sha256</th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ file, step, kind, bytes, digest }) => (
            <tr key={file}>
              <td>{file}</td>
              <td class="m">{step}</td>
              <td class="m">{kind}</td>
              <td class="n">{showBytes(bytes)}</td>
              <td>
                <code>{shortKey(digest)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
