import { BackendUnavailable } from './backend.js';
import { chooseBackend } from './facts.js';
import { probeBackend } from './probe.js';
/**
 * What `assay backend` says: what is in force and how fast it is; where the native backend is not used, why, and what was tried.
 *
 * @param options.ignored names of what is set in the user's environment and has no effect
 */
export async function describeBackend({ threads, ignored, }) {
    const { facts, missing, tried } = chooseBackend({ threads });
    let probe;
    let failure;
    try {
        probe = await probeBackend(facts);
    }
    catch (error) {
        if (!(error instanceof BackendUnavailable))
            throw error;
        failure = error.message;
    }
    const lines = [
        `backend          ${facts.backend === 'tensorflow' ? 'tensorflow (native)' : 'portable (WebAssembly)'}`,
        `library          ${facts.library}`,
        ...(facts.digest === undefined ? [] : [`content          ${facts.digest}`]),
        `binding          tfjs ${facts.binding}`,
        `oneDNN           ${facts.oneDNN ? 'on' : 'off'}`,
        `processor        ${facts.cpu}`,
        `instruction set  ${facts.isa}`,
    ];
    if (probe !== undefined) {
        const { size, medianMs, gflops } = probe.matmul;
        lines.push(`threads          ${facts.threads}`, `load             ${probe.loadMs.toFixed(0)} ms`, `matmul ${size}      ${medianMs.toFixed(1)} ms, ${gflops.toFixed(0)} GFLOP/s (median)`);
    }
    if (failure !== undefined)
        lines.push('', failure);
    if (missing !== undefined)
        lines.push('', ...whyNotNative(missing, tried));
    if (ignored.length > 0)
        lines.push('', ...withoutEffect(ignored));
    const json = {
        ...facts,
        tried,
        ...(missing !== undefined && { missing }),
        ...(ignored.length > 0 && { ignored }),
        ...(probe !== undefined && { probe }),
        ...(failure !== undefined && { failure }),
    };
    return { text: lines.join('\n'), json: JSON.parse(JSON.stringify(json)) };
}
function whyNotNative(missing, tried) {
    const lines = [`The native backend is not used: ${missing}`];
    if (!missing.startsWith('setup tried') && tried.length > 0) {
        lines.push('When it was installed, setup tried:');
        for (const { source, ok, why } of tried)
            lines.push(`  ${source}: ${ok ? 'ok' : (why ?? 'failed')}`);
    }
    lines.push('Run "assay backend --install" to install it.');
    return lines;
}
function withoutEffect(ignored) {
    return [
        `Set here, and kept from every step: ${ignored.join(', ')}.`,
        'What you want of the backend, say in the section "runtime" of the experiment file.',
    ];
}
