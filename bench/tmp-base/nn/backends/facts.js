// What is known of a backend without loading it: what setup installed, and what else decides the bits of a result.
// Planning asks this for every experiment, so it must stay light: two small files are read, TensorFlow is not.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendUnavailable } from './backend.js';
import { readInstalled } from './installed.js';
import { nameInLog, narrower, thisProcessor } from './instruction-sets.js';
const DEFAULTS = { backend: 'auto', threads: 2, oneDNN: 'auto', isa: 'auto' };
/**
 * The backend that some settings stand for on this machine: `auto` is TensorFlow if setup installed it, else the portable one.
 *
 * @param settings what is left out is as in a file that leaves it out
 * @throws {BackendUnavailable} when TensorFlow is asked for and not installed, or oneDNN and TensorFlow was built without it
 */
export function chooseBackend(settings, { root = packageRoot(), processor = thisProcessor() } = {}) {
    const { backend, threads, oneDNN, isa } = { ...DEFAULTS, ...settings };
    const { installed, missing, tried } = readInstalled(root);
    if (backend === 'portable' || (backend === 'auto' && installed === undefined)) {
        return { facts: portableFacts(root), missing, tried };
    }
    if (installed === undefined) {
        throw new BackendUnavailable('tensorflow', `The native TensorFlow backend is asked for, and is not installed: ${missing}\nRun "node scripts/setup.mjs ` +
            '--backend" to install it, or ask for the backend "portable" (about ten times slower) or "auto".');
    }
    if (oneDNN === 'on' && !installed.oneDNN.possible) {
        throw new BackendUnavailable('tensorflow', `The file asks for oneDNN, and TensorFlow ${installed.library} has none here. Set runtime.oneDNN to "auto" or "off".`);
    }
    const { library, binding, digest } = installed;
    const facts = {
        backend: 'tensorflow',
        library,
        binding,
        digest,
        oneDNN: oneDNN === 'auto' ? usesOneDNN(installed, processor) : oneDNN === 'on',
        cpu: processor.widest,
        isa: isaInUse(installed, processor, isa),
        threads,
    };
    return { facts, missing: undefined, tried };
}
/** Whether TensorFlow would use oneDNN unasked. What it said to setup holds where setup ran, not where its folder is shared. */
function usesOneDNN({ oneDNN }, { prefersOneDNN }) {
    return process.arch === 'x64' ? oneDNN.possible && prefersOneDNN : oneDNN.byDefault;
}
function isaInUse(installed, { flags, widest }, cap) {
    // oneDNN may use less than the processor has, where the system does not let it: on this processor, setup has asked it.
    const told = installed.processor === flags && installed.isa !== null;
    const unlimited = told ? nameInLog(installed.isa) : widest;
    return cap === 'auto' ? unlimited : narrower(unlimited, cap);
}
function portableFacts(root) {
    const library = installedVersion(root, '@tensorflow/tfjs-backend-wasm');
    const binding = installedVersion(root, '@tensorflow/tfjs-core');
    return { backend: 'portable', library, binding, oneDNN: false, cpu: 'wasm', isa: 'wasm', threads: 1 };
}
function installedVersion(root, name) {
    const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    return manifest.version;
}
/** The folder with package.json: two levels up from the sources, three from dist/. */
export function packageRoot() {
    let folder = dirname(fileURLToPath(import.meta.url));
    while (!existsSync(join(folder, 'package.json'))) {
        if (folder === dirname(folder))
            throw new Error(`Internal error: no package.json above ${import.meta.url}`);
        folder = dirname(folder);
    }
    return folder;
}
