import MiniSearch from 'minisearch';

// The search of the documentation. Its texts are in pages.js, so that it works from disk too.

interface Part {
  readonly id: string;
  readonly page: string;
  readonly title: string;
  readonly text: string;
}

const MOST = 12;
const SNIPPET = 160;

const parts = (globalThis as unknown as { readonly assayPages?: readonly Part[] }).assayPages ?? [];
let index: MiniSearch<Part> | undefined;

const query = document.querySelector<HTMLInputElement>('#query');
const found = document.querySelector<HTMLElement>('#found');
const article = document.querySelector<HTMLElement>('article');

/** The index is made when somebody first searches: most people only read. */
function indexed(): MiniSearch<Part> {
  if (index !== undefined) return index;
  index = new MiniSearch<Part>({ fields: ['title', 'page', 'text'], searchOptions: { boost: { title: 4, page: 2 } } });
  index.addAll(parts);
  return index;
}

function show(text: string): void {
  if (found === null || article === null) return;
  const isSearch = text.trim() !== '';
  found.hidden = !isSearch;
  article.hidden = isSearch;
  if (!isSearch) return;
  const hits = indexed().search(text, { prefix: true, fuzzy: 0.15, combineWith: 'AND' });
  const status = found.querySelector('p');
  if (status !== null) status.textContent = hits.length === 1 ? '1 result' : `${hits.length} results`;
  const items = hits.slice(0, MOST).flatMap(({ id, terms }) => {
    const part = parts.find((each) => each.id === id);
    return part === undefined ? [] : [resultOf(part, terms)];
  });
  found.querySelector('ul')?.replaceChildren(...items);
}

function resultOf({ id, page, title, text }: Part, terms: readonly string[]): HTMLElement {
  const link = document.createElement('a');
  link.href = id;
  link.textContent = title === page ? page : `${page}: ${title}`;
  // A result on this very page changes the address alone.
  link.addEventListener('click', () => {
    if (query !== null) query.value = '';
    show('');
  });
  const snippet = document.createElement('p');
  snippet.textContent = around(text, terms);
  const item = document.createElement('li');
  item.append(link, snippet);
  return item;
}

/** Some words of a text around the first of the terms. */
function around(text: string, terms: readonly string[]): string {
  const places = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
  const place = places.length === 0 ? 0 : Math.min(...places);
  const start = text.lastIndexOf(' ', Math.max(0, place - SNIPPET / 3)) + 1;
  const last = text.lastIndexOf(' ', start + SNIPPET);
  const end = text.length <= start + SNIPPET || last <= start ? text.length : last;
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
}

query?.addEventListener('input', () => show(query.value));
query?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') found?.querySelector<HTMLElement>('li a')?.click();
  if (event.key !== 'Escape') return;
  query.value = '';
  show('');
});
addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  query?.focus();
});
