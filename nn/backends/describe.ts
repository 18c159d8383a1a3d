import { BackendUnavailable } from './backend.ts';
import { backendOf, chooseBackend } from './index.ts';
import { probeBackend, type Probe } from './probe.ts';

/**
 * Returns the text of `assay backend`: what is in force and how fast it is; if the native backend is not used, why, and what
 * was tried.
 *
 * @param options.ignored names of variables in the user's environment that have no effect
 */
export async function describeBackend({
  threads,
  ignored,
}: {
  readonly threads: number;
  readonly ignored: readonly string[];
}): Promise<{ readonly text: string; readonly json: { readonly [key: string]: never } }> {
  const { facts, missing, tried, whyDirect } = chooseBackend({ threads });
  let probe: Probe | undefined;
  let failure: string | undefined;
  try {
    probe = await probeBackend(facts);
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    failure = error.message;
  }
  const lines = [
    `backend          ${backendOf(facts.backend).label}`,
    `library          ${facts.library}`,
    ...(facts.digest === undefined ? [] : [`content          ${facts.digest}`]),
    `binding          tfjs ${facts.binding}`,
    `oneDNN           ${facts.oneDNN ? 'on' : 'off'}`,
    `processor        ${facts.cpu}`,
    `instruction set  ${facts.isa}`,
    `convolution      ${facts.convolution}${whyDirect === undefined ? '' : ` (no faster ones: ${whyDirect})`}`,
  ];
  if (probe !== undefined) {
    const { size, medianMs, gflops } = probe.matmul;
    lines.push(
      `threads          ${facts.threads}`,
      `load             ${probe.loadMs.toFixed(0)} ms`,
      `matmul ${size}      ${medianMs.toFixed(1)} ms, ${gflops.toFixed(0)} GFLOP/s (median)`,
    );
  }
  if (failure !== undefined) lines.push('', failure);
  if (missing !== undefined) lines.push('', ...whyNotNative(missing, tried));
  if (ignored.length > 0) lines.push('', ...withoutEffect(ignored));
  const json = {
    ...facts,
    tried,
    ...(missing !== undefined && { missing }),
    ...(whyDirect !== undefined && { whyDirect }),
    ...(ignored.length > 0 && { ignored }),
    ...(probe !== undefined && { probe }),
    ...(failure !== undefined && { failure }),
  };
  return { text: lines.join('\n'), json: JSON.parse(JSON.stringify(json)) as { readonly [key: string]: never } };
}

function whyNotNative(
  missing: string,
  tried: readonly { source: string; ok: boolean; why: string | null }[],
): string[] {
  const lines = [`The native backend is not used: ${missing}`];
  if (!missing.startsWith('setup tried') && tried.length > 0) {
    lines.push('When it was installed, setup tried:');
    for (const { source, ok, why } of tried) lines.push(`  ${source}: ${ok ? 'ok' : (why ?? 'failed')}`);
  }
  lines.push('Run "assay backend --install" to install it.');
  return lines;
}

function withoutEffect(ignored: readonly string[]): string[] {
  return [
    `Set here, but hidden from every step: ${ignored.join(', ')}.`,
    'To configure the backend, use the section "runtime" of the experiment file.',
  ];
}
