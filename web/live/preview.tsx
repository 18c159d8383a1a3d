import type { PreviewBlock } from '../../engine/serve/model.ts';
import { showCell } from '../format.ts';
import { Facts, Scroll } from '../section.tsx';
import { Histogram } from './histogram.tsx';
import { Tiles } from './tiles.tsx';

/** What there is to see of an artifact. */
export function PreviewBlocks({ blocks }: { readonly blocks: readonly PreviewBlock[] }) {
  return (
    <>
      {blocks.map((block, index) => (
        <Block block={block} key={index} />
      ))}
    </>
  );
}

function Block({ block }: { readonly block: PreviewBlock }) {
  switch (block.kind) {
    case 'facts':
      return <Facts facts={block.facts} />;
    case 'table':
      return <SmallTable block={block} />;
    case 'tiles':
      return <Tiles block={block} />;
    case 'histogram':
      return <Histogram block={block} />;
    case 'text':
      return (
        <>
          <pre class="block" tabIndex={0} role="region" aria-label={block.title ?? 'Text'}>
            {block.text}
          </pre>
          {block.omitted !== undefined && <p class="empty">This is its beginning.</p>}
        </>
      );
  }
}

function SmallTable({ block }: { readonly block: PreviewBlock & { kind: 'table' } }) {
  const { title = 'Table', columns, rows, omitted } = block;
  const numeric = columns.map((_, index) => rows.every((row) => row[index] === null || typeof row[index] === 'number'));
  return (
    <>
      <Scroll label={title}>
        <table class="small">
          <caption class={block.title === undefined ? 'sr' : 's m'}>{title}</caption>
          <thead>
            <tr>
              {columns.map((name, index) => (
                <th scope="col" class={numeric[index] === true ? 'n' : ''} key={index}>
                  {name === '' ? <span class="sr">number</span> : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, index) => (
                  <td class={numeric[index] === true ? 'n' : ''} key={index}>
                    {showCell(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {omitted !== undefined && <p class="empty">{omitted} more rows are in the file.</p>}
    </>
  );
}
