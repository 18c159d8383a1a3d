import MarkdownIt from 'markdown-it';

/**
 * Renders one page.
 *
 * @param {string} text Markdown
 * @param {(target: string) => string} addressOf what a link or picture of the page becomes in the site
 * @returns html, the headings with their anchors, and the text of each part for the search
 */
export function renderPage(text, addressOf) {
  const markdown = new MarkdownIt({ html: true, linkify: false });
  const tokens = markdown.parse(text, {});
  const headings = nameHeadings(tokens);
  for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
    const name = { link_open: 'href', image: 'src' }[token.type];
    if (name !== undefined) token.attrSet(name, addressOf(token.attrGet(name) ?? ''));
  }
  const { rules } = markdown.renderer;
  let tables = 0;
  rules.table_open = () => `<div class="scroll" tabindex="0" role="region" aria-label="Table ${++tables}"><table>\n`;
  rules.table_close = () => '</table></div>\n';
  const fence = rules.fence?.bind(rules);
  rules.fence = (...given) => fence?.(...given).replace('<pre>', '<pre tabindex="0">') ?? '';
  return { html: markdown.renderer.render(tokens, markdown.options, {}), headings, parts: partsOf(tokens, headings) };
}

/** Gives every heading an anchor as GitHub makes it, so that links work in both places. */
function nameHeadings(tokens) {
  const used = new Map();
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    const title = plain(tokens[index + 1]);
    const base = anchorOf(title);
    const times = used.get(base) ?? 0;
    used.set(base, times + 1);
    const anchor = times === 0 ? base : `${base}-${times}`;
    token.attrSet('id', anchor);
    return [{ anchor, title, level: Number(token.tag.slice(1)) }];
  });
}

function anchorOf(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** The text below each heading. */
function partsOf(tokens, headings) {
  const parts = [];
  let next = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') parts.push({ ...headings[next++], texts: [] });
    else if (tokens[index - 1]?.type === 'heading_open') continue;
    else if (token.type === 'inline') parts.at(-1)?.texts.push(plain(token));
    else if (token.type === 'fence') parts.at(-1)?.texts.push(token.content);
  }
  return parts.map(({ anchor, title, texts }) => ({ anchor, title, text: texts.join(' ').replaceAll(/\s+/g, ' ') }));
}

function plain({ children, content }) {
  if (children === null) return content;
  return children.map(({ type, content: own }) => (type === 'softbreak' ? ' ' : own)).join('');
}
