import { cpus } from 'node:os';
import { BackendUnavailable } from './backend.ts';
import { backendFacts } from './facts.ts';
import { probeBackend, type Probe } from './probe.ts';

/** What `assay backend` says: what is present, how fast it is, and what was tried where the native library is missing. */
export async function describeBackend(): Promise<{
  readonly text: string;
  readonly json: { readonly [key: string]: never };
}> {
  const facts = backendFacts('auto');
  const threads = cpus().length;
  let probe: Probe | undefined;
  let failure: string | undefined;
  try {
    probe = await probeBackend(facts.backend, { threads });
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    failure = error.message;
  }
  const name = facts.backend === 'tensorflow' ? 'tensorflow (native)' : 'portable (WebAssembly)';
  const lines = [
    `backend          ${name}`,
    `library          ${facts.library}`,
    `binding          tfjs ${facts.binding}`,
    `oneDNN           ${facts.oneDNN ? 'on' : 'off'}`,
    `instruction set  ${facts.isa}`,
  ];
  if (probe !== undefined) {
    const { size, medianMs, gflops } = probe.matmul;
    lines.push(
      `threads          ${probe.threads}`,
      `load             ${probe.loadMs.toFixed(0)} ms`,
      `matmul ${size}      ${medianMs.toFixed(1)} ms, ${gflops.toFixed(0)} GFLOP/s (median)`,
    );
  }
  if (failure !== undefined) lines.push('', failure);
  const failed = facts.tried.filter((attempt) => !attempt.ok);
  if (facts.backend === 'portable' && failed.length > 0) {
    lines.push('', 'The native library is not there. Tried:');
    for (const attempt of failed) lines.push(`  ${attempt.source}: ${attempt.why ?? 'failed'}`);
    lines.push('Run "assay backend --install" to try again.');
  }
  const json = { ...facts, ...(probe !== undefined && { probe }), ...(failure !== undefined && { failure }) };
  return { text: lines.join('\n'), json: JSON.parse(JSON.stringify(json)) as { readonly [key: string]: never } };
}
