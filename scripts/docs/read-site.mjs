import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { CONTENTS, pageName } from './contents.mjs';
import { renderPage } from './markdown.mjs';

const PICTURE = /\.(svg|png)$/;

/**
 * Reads and renders every page, and follows every link: to a page and its heading, to a picture, or to a file of the project,
 * which the site then shows.
 *
 * @param {string} root absolute path of the project
 * @param contents the pages
 */
export function readSite(root, contents = CONTENTS) {
  /** @type {{ from: string, file: string, anchor: string }[]} */
  const anchors = [];
  const site = { root, contents, faults: [], sources: new Map(), pictures: new Map(), anchors };
  const pages = contents
    .filter(([, file]) => existsSync(join(root, file)) || missing(site, file))
    .map(([group, file, title]) => {
      const text = readFileSync(join(root, file), 'utf8');
      return { group, file, title, name: pageName(file), ...renderPage(text, (target) => address(site, file, target)) };
    });
  for (const { from, file, anchor } of anchors) {
    const page = pages.find((each) => each.file === file);
    if (!page?.headings.some((heading) => heading.anchor === anchor))
      site.faults.push(`${from}: ${file} has no heading "#${anchor}"`);
  }
  return {
    pages,
    faults: site.faults,
    sources: [...site.sources.values()],
    pictures: Array.from(site.pictures, ([from, to]) => ({ from, to })),
  };
}

function missing({ faults }, file) {
  faults.push(`The site has a page ${file}, and there is no such file`);
  return false;
}

/** What a link in a page becomes; one that leads nowhere is a fault. */
function address(site, page, target) {
  if (/^(https?|mailto):/.test(target)) return target;
  const [path, anchor] = target.split('#');
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  if (site.contents.some(([, known]) => known === file)) {
    if (anchor !== undefined) site.anchors.push({ from: page, file, anchor });
    return `${path === '' ? '' : pageName(file)}${fragment}`;
  }
  if (file.startsWith('..') || !existsSync(join(site.root, file))) {
    site.faults.push(`${page}: there is no ${target}`);
    return target;
  }
  return showFile(site, file);
}

/** Adds a picture, a file or a folder of the project to what the site shows; returns where. */
function showFile(site, file) {
  if (PICTURE.test(file)) {
    const picture = `pictures/${file.replaceAll('/', '-')}`;
    site.pictures.set(file, picture);
    return picture;
  }
  const name = `file-${file.replaceAll(/[^\w.-]/g, '-')}.html`;
  if (site.sources.has(file)) return name;
  if (!statSync(join(site.root, file)).isDirectory()) {
    site.sources.set(file, { file, name, text: readFileSync(join(site.root, file), 'utf8') });
    return name;
  }
  const source = { file, name, inside: [] };
  site.sources.set(file, source);
  const inside = readdirSync(join(site.root, file), { withFileTypes: true }).filter(
    (entry) => !entry.name.startsWith('.') && !['node_modules', 'artifacts'].includes(entry.name),
  );
  source.inside = inside.map((entry) => ({ title: entry.name, name: showFile(site, posix.join(file, entry.name)) }));
  return name;
}
