import { shellWord } from '../document/provenance.ts';
import type { BundleParts } from './parts.ts';
import { FOLDERS, PLACES } from './places.ts';

/** README.md: for somebody who has the bundle and nothing else. */
export function readmeOf({ run, files, license, licences, left, version }: BundleParts): string {
  const description = run.source['description'];
  const paths = new Map(files.map(({ digest, path }) => [digest, path] as const));
  const published = run.outputs.map(({ file, artifact }) => `| ${file} | ${paths.get(artifact.digest) ?? ''} |`);
  const data = Object.entries(licences).map(([name, { source, licence, cite }]) =>
    [`- ${name} (${source}): ${licence}.`, ...(cite === undefined ? [] : [cite])].join(' '),
  );
  const missing = left.map(({ path, digest, why }) => `- \`${path}\` (${digest}): ${why}`);
  return `# ${run.experiment}, run ${run.number}

${typeof description === 'string' ? `${description.trim()}\n\n` : ''}This is run ${run.number} of the experiment \`${run.experiment}\`, of ${run.startedAt.slice(0, 10)}, with all that it needs, written by Assay ${version}.
It is an RO-Crate (https://w3id.org/ro/crate/1.1): \`${PLACES.crate}\` says which step made what of what.

Take it in, look at it, verify it, go on from it:

\`\`\`sh
assay import BUNDLE.zip          # into a new folder ${run.experiment}/, every digest verified
cd ${run.experiment}
assay show ${run.experiment}
assay report ${run.experiment}
assay run ${shellWord(run.file)}       # everything is reused
assay verify ${shellWord(run.file)}    # makes everything again and compares
\`\`\`

Without Assay, \`sha256sum -c ${PLACES.manifest}\` verifies the files.

| | |
|---|---|
| ${FOLDERS.project} | the experiment file, packs and the files that steps read |
| ${PLACES.run} | what the run did; beside it the plan, the environment, the licences |
| ${FOLDERS.records} | of each result, all that its key is made of |
| ${FOLDERS.artifacts} | the results |
${published.length === 0 ? '' : `\n| published as | is |\n|---|---|\n${published.join('\n')}\n`}
${missing.length === 0 ? '' : `Not in the bundle, and needed to run it again:\n\n${missing.join('\n')}\n\n`}## Licences

Of this bundle: ${license ?? 'none is stated'}.

${data.join('\n')}
`;
}
