import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

// Options and values that several commands share. Each call makes a new option, because options keep state.

/** Where results are stored when nobody says where. */
export const DEFAULT_STORE = 'artifacts';

/** The flag that names a store, and the name of the option that it sets. */
const STORE = '--store <dir>';

/** `findStore` gives this option a value before the command runs, so its type says that it has one. */
export function storeOption(): Option<typeof STORE, undefined, undefined, undefined, true> {
  const help = `where results are stored (default: the project's, else ${DEFAULT_STORE})`;
  return new Option(STORE, help).env('ASSAY_STORE');
}

/** Where results of other machines are found. */
export function remoteOption() {
  const help = 'remote cache to use, or "off" (default: the project\'s)';
  return new Option('--remote <url>', help).env('ASSAY_REMOTE');
}

export const jsonOption = () => new Option('--json', 'print JSON').default(false);

export const eventsOption = () => new Option('--json', 'print one JSON object per event').default(false);

export const setOption = () => several('-s, --set <path=value>', 'override one value of the file');

export const jobsOption = () =>
  new Option('-j, --jobs <n>', 'number of cores to use (default: all)').argParser(positive);

export const yesOption = () => new Option('-y, --yes', 'do not ask').default(false);

/** An option that collects its values in a list. */
export function several<const Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, `${description}; may be repeated`).argParser(collect).default([], 'none');
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** @throws InvalidArgumentError unless the text is a whole number from 1 */
export function positive(text: string): number {
  return wholeNumber(text, 1);
}

/** @throws InvalidArgumentError unless the text is a whole number from 0 */
export function count(text: string): number {
  return wholeNumber(text, 0);
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${least}, found "${text}".`);
}
