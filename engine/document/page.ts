import { createHash } from 'node:crypto';
import type { Comparison, ReportDocument } from './model.ts';

/** What the page is drawn with: one script and one style sheet, neither with anything to load. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * Returns the page of a report: one file that loads nothing. Its policy allows this script, this style sheet and pictures
 * inside the file, and no connection, form or frame; the data is text that no browser executes.
 */
export function reportPage(document: ReportDocument, assets: PageAssets): string {
  const title = `${document.experiment} run ${document.run}, a report of Assay`;
  return pageOf(document, { title, heading: document.question, text: document.lead.join(' ') }, assets);
}

/** Returns the page of a comparison, made like that of a report. */
export function comparisonPage(comparison: Comparison, assets: PageAssets): string {
  const runs = comparison.runs.map(({ label }) => label).join(', ');
  const title = `${comparison.title}: ${runs} compared by Assay`;
  return pageOf(comparison, { title, heading: comparison.question ?? comparison.title, text: runs }, assets);
}

/** What a page says before its script has run, and where scripts may not. */
interface Words {
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

function pageOf(data: object, { title, heading, text }: Words, { script, style }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="report"><main><h1>${escaped(heading)}</h1><p>${escaped(text)}</p>
<noscript><p>Allow scripts to see the rest of this report. It loads nothing from anywhere.</p></noscript></main></div>
<script type="application/json" id="document">${scriptData(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => names[sign] ?? sign);
}

/** JSON without a sign that could end a script element or begin a comment in one. */
function scriptData(value: object): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
