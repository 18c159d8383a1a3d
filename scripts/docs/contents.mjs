/** The pages of the site in the order in which they are read: the group, the file, and what the contents call it. */
export const CONTENTS = [
  ['Start', 'README.md', 'Assay'],
  ['Start', 'docs/guide.md', 'Guide'],
  ['Start', 'docs/editor.md', 'In your editor'],
  ['Start', 'docs/comparison.md', 'Beside other tools'],
  ['Start', 'docs/cluster.md', 'Clusters'],
  ['Start', 'docs/remote.md', 'Remote caches'],
  ['Start', 'docs/export.md', 'Taking results elsewhere'],
  ['Start', 'docs/scale.md', 'Large runs'],
  ['Extend', 'docs/packs.md', 'Packs'],
  ['Extend', 'python/README.md', 'Reading runs in Python'],
  ['Reference', 'docs/reference.md', 'The experiment file'],
  ['Reference', 'docs/json.md', 'What --json prints'],
  ['Science', 'docs/nulls.md', 'Nulls'],
  ['Science', 'docs/paper.md', 'The paper'],
  ['Inside', 'docs/architecture.md', 'Architecture'],
  ['Inside', 'docs/guarantees.md', 'Guarantees'],
  ['Inside', 'docs/performance.md', 'Performance'],
  ['Inside', 'native/README.md', 'Native kernels'],
  ['Inside', 'CONTRIBUTING.md', 'Contributing'],
  ['Inside', 'CHANGELOG.md', 'Changelog'],
];

/** The file of a page in the site: `docs/guide.md` is `guide.html`, and the README is the first page. */
export function pageName(file) {
  if (file === 'README.md') return 'index.html';
  const name = file.replace(/^docs\//, '').replace(/\/README\.md$/, '.md');
  return `${name.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase()}.html`;
}
