import * as all from './all.ts';
import type { Backend, BackendFacts } from './backend.ts';
import type { Attempt } from './installed.ts';
import { thisProcessor } from './instruction-sets.ts';
import type { BackendKind, Machine, RuntimeSettings } from './kind.ts';
import { packageRoot } from './place.ts';

/** From the one that `auto` prefers to the one that it takes last. */
const kinds: readonly BackendKind[] = Object.values<BackendKind>(all).sort((a, b) => a.rank - b.rank);

/** The names of the backends: `auto` in an experiment file takes the first of them that is there. */
export const BACKEND_NAMES: readonly string[] = kinds.map(({ name }) => name);

const DEFAULTS: RuntimeSettings = { backend: 'auto', threads: 2, oneDNN: 'auto', isa: 'auto', convolution: 'auto' };

/** The facts, and how it came to them. */
export interface BackendChoice {
  readonly facts: BackendFacts;
  /** Why the preferred backend cannot be used; undefined where it can. */
  readonly missing: string | undefined;
  /** Why the backend has no fast convolutions; undefined where it has. */
  readonly whyDirect?: string;
  /** What setup tried for the preferred backend; empty when it has not run. */
  readonly tried: readonly Attempt[];
}

/**
 * The record of a backend.
 *
 * @throws Error for one that nobody has declared
 */
export function backendOf(name: string): BackendKind {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`Internal error: there is no backend "${name}"`);
  return kind;
}

/**
 * The backend that some settings stand for on this machine: `auto` is TensorFlow if setup installed it, else the portable one.
 * Nothing is loaded.
 *
 * @param settings what is left out is as in a file that leaves it out
 * @throws {BackendUnavailable} when the one that is asked for is missing, or cannot do what is asked for
 */
export function chooseBackend(
  settings: Partial<RuntimeSettings>,
  { root = packageRoot(), processor = thisProcessor() }: Partial<Machine> = {},
): BackendChoice {
  const wanted = { ...DEFAULTS, ...settings };
  const findings = kinds.map((kind) => ({ name: kind.name, found: kind.find({ root, processor }) }));
  const chosen = findings.find(({ name, found }) => {
    return wanted.backend === 'auto' ? found.missing === undefined : name === wanted.backend;
  });
  if (chosen === undefined) throw new Error(`Internal error: there is no backend "${wanted.backend}"`);
  const { missing, tried = [] } = findings[0]?.found ?? {};
  const { whyDirect } = chosen.found;
  return { facts: chosen.found.facts(wanted), missing, tried, ...(whyDirect !== undefined && { whyDirect }) };
}

/** Variables that the process of a step needs to have when it starts; every other one of its libraries is kept from it. */
export function numericEnvironment(facts: BackendFacts): Readonly<Record<string, string>> {
  return backendOf(facts.backend).environment(facts);
}

/**
 * Loads a backend and makes it the one that tfjs uses in this process. A second call costs nothing; after loading
 * another backend it switches back.
 *
 * @param options.threads for one operation and between operations; part of what decides the bits of a result. The
 *   portable backend has one thread, whatever is asked for.
 * @param options.facts what the key of the step says; without a key, what this machine has by default
 * @throws {BackendUnavailable} when the native library is missing, cannot be loaded, or is not what `facts` say
 */
export async function loadBackend(
  name: string,
  { threads, facts = chooseBackend({ backend: name, threads }).facts }: { threads: number; facts?: BackendFacts },
): Promise<Backend> {
  return backendOf(name).load(facts);
}
