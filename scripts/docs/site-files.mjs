/**
 * The text of every file of the site that is not a picture, a style sheet or the script of the search: by its name.
 *
 * @returns {[name: string, text: string][]}
 */
export function siteFiles(pages, sources) {
  return [
    ...pages.map((page, index) => [page.name, framed(pages, page, contentOf(pages, index))]),
    ...sources.map((source) => [source.name, framed(pages, source, sourceOf(source))]),
    ['pages.js', `globalThis.assayPages = ${JSON.stringify(searchable(pages)).replaceAll('<', '\\u003c')};\n`],
  ];
}

function framed(pages, page, content) {
  const title = page.title ?? page.file;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title === 'Assay' ? 'Assay' : `${title} - Assay`)}</title>
<link rel="stylesheet" href="site.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
<nav class="rail" aria-label="Pages">
<a class="brand" href="index.html">Assay</a>
<label class="sr" for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search ( / )" autocomplete="off">
${contents(pages, page)}
</nav>
<main id="content">
<section id="found" aria-label="Results of the search" hidden><h1>Search</h1><p role="status"></p><ul></ul></section>
<article>
${content}
</article>
</main>
</div>
<script src="pages.js" defer></script>
<script src="search.js" defer></script>
</body>
</html>
`;
}

function contents(pages, current) {
  const groups = [...new Set(pages.map(({ group }) => group))];
  return groups
    .map((group) => {
      const items = pages.filter((page) => page.group === group).map((page) => item(page, page === current));
      return `<p class="gh">${escaped(group)}</p>\n<ul>\n${items.join('\n')}\n</ul>`;
    })
    .join('\n');
}

/** A page in the contents; the one that is open with its headings. */
function item({ name, title, headings }, isOpen) {
  const link = `<a href="${name}"${isOpen ? ' aria-current="page"' : ''}>${escaped(title)}</a>`;
  const parts = headings.filter(({ level }) => level === 2);
  if (!isOpen || parts.length < 2) return `<li>${link}</li>`;
  const below = parts.map((part) => `<li><a href="#${part.anchor}">${escaped(part.title)}</a></li>`).join('\n');
  return `<li>${link}\n<ul class="parts">\n${below}\n</ul></li>`;
}

function contentOf(pages, index) {
  const [before, after] = [pages[index - 1], pages[index + 1]];
  const links = [
    before === undefined ? '<span></span>' : `<a href="${before.name}">← ${escaped(before.title)}</a>`,
    after === undefined ? '<span></span>' : `<a href="${after.name}">${escaped(after.title)} →</a>`,
  ];
  return `${pages[index].html}\n<p class="next">${links.join('\n')}</p>`;
}

/** A file of the project, or what is in a folder of it. */
function sourceOf({ file, text, inside }) {
  const title = `<h1><code>${escaped(file)}</code></h1>`;
  if (inside === undefined) return `${title}\n<pre tabindex="0"><code>${escaped(text)}</code></pre>`;
  const items = inside.map((entry) => `<li><a href="${entry.name}">${escaped(entry.title)}</a></li>`);
  return `${title}\n<ul>\n${items.join('\n')}\n</ul>`;
}

function searchable(pages) {
  return pages.flatMap(({ name, title, parts }) =>
    parts.map((part, index) => ({
      id: `${name}#${part.anchor}`,
      page: title,
      title: index === 0 ? title : part.title,
      text: part.text,
    })),
  );
}

function escaped(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => names[sign]);
}
