import { defineCommand, type BlankCommand, type OptionsOf } from '../command.ts';
import { jsonOption } from '../options.ts';
import { didYouMean, oneOf } from '../../core/diagnostic.ts';
import { showDuration } from '../../core/duration.ts';
import { Cancelled, UsageError } from '../../core/failure.ts';
import type { Application, FetchProgress } from '../application.ts';
import { onInterrupt } from '../interrupt.ts';
import { workInProject } from '../project.ts';
import { typedPath } from '../user-folder.ts';
import { EXIT, renderTable, showBytes, type Terminal } from '../output.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[dataset]', 'name of the dataset')
    .option('--root <dir>', 'folder for the files (default: data/<dataset>)')
    .option('--mirror <url>', 'address of a folder on a server to try first')
    .addOption(jsonOption());

type FetchOptions = OptionsOf<typeof declare>;

/** Redrawing more often only costs time. */
const SHOW_EVERY_MS = 100;
/** In a log file, one line now and then is enough. */
const TELL_EVERY_MS = 10_000;

/** `assay fetch [DATASET]`: downloads the files of a dataset; without a name, lists the datasets that can be fetched. */
export const fetch = defineCommand({
  declare,
  help: `Examples:
  assay fetch
  assay fetch kmnist
  assay fetch cifar10 --root /data/cifar10 --mirror http://mirror.example.org/cifar10`,
  async run(dataset, options, line) {
    workInProject();
    const root = options.root === undefined ? {} : { root: typedPath(options.root) };
    return fetchOrList(dataset, { ...options, ...root }, await line.application(), line.terminal);
  },
});

export async function fetchOrList(
  name: string | undefined,
  options: FetchOptions,
  application: Pick<Application, 'fetch'>,
  terminal: Terminal,
): Promise<number> {
  const { datasets } = application.fetch;
  if (name === undefined) {
    const rows = datasets.map((each) => [each.name, showBytes(each.bytes), each.root, each.licence]);
    if (options.json) terminal.out(JSON.stringify(datasets, null, 2));
    else terminal.out(renderTable(['dataset', 'size', 'folder', 'licence'], rows));
    return EXIT.done;
  }
  const dataset = datasets.find((each) => each.name === name);
  if (dataset === undefined) {
    const names = datasets.map((each) => each.name);
    const guess = didYouMean(name, names);
    throw new UsageError(`Cannot fetch "${name}"${guess === '' ? '.' : guess} Expected ${oneOf(names)}`);
  }
  const meter = terminal.interactive ? drawProgress() : tellProgress(terminal);
  const interrupt = onInterrupt();
  try {
    const files = await application.fetch.fetch(name, {
      root: options.root ?? dataset.root,
      ...(options.mirror !== undefined && { mirror: options.mirror }),
      signal: interrupt.signal,
      onProgress: (progress) => meter.show(progress, Date.now()),
      onTrouble: (message) => {
        meter.clear();
        terminal.err(message);
      },
    });
    meter.clear();
    if (options.json) terminal.out(JSON.stringify(files, null, 2));
    for (const file of options.json ? [] : files) {
      const state = file.state === 'present' ? 'already there, verified' : 'downloaded, verified';
      terminal.out(`${file.path}: ${showBytes(file.bytes)}, ${state}`);
    }
    return EXIT.done;
  } catch (error) {
    meter.clear();
    if (!(error instanceof Cancelled)) throw error;
    terminal.err(`${error.message}. Run the same command to continue.`);
    return interrupt.code();
  } finally {
    interrupt.done();
  }
}

interface Meter {
  show(progress: FetchProgress, at: number): void;
  clear(): void;
}

/** Draws progress in one line, over and over. */
function drawProgress(screen: NodeJS.WriteStream = process.stderr): Meter {
  const pace = new FetchPace();
  let shownAt = -Infinity;
  return {
    show(progress, at) {
      const text = pace.describe(progress, at);
      if (at - shownAt < SHOW_EVERY_MS && progress.done < progress.total) return;
      shownAt = at;
      const done = Math.floor((20 * progress.done) / progress.total);
      const line = `${'█'.repeat(done)}${'░'.repeat(20 - done)} ${text}`;
      screen.write(`\r\u001b[K${line.slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`);
    },
    clear: () => void screen.write('\r\u001b[K'),
  };
}

function tellProgress(terminal: Terminal): Meter {
  const pace = new FetchPace();
  let toldAt = -Infinity;
  return {
    show(progress, at) {
      const text = pace.describe(progress, at);
      if (at - toldAt < TELL_EVERY_MS) return;
      toldAt = at;
      terminal.err(text);
    },
    clear: () => undefined,
  };
}

/** The speed of each download, measured from what this process has fetched. */
export class FetchPace {
  #file = '';
  #from = { at: 0, done: 0 };

  /** `train.gz: 47 %, 12 of 26 MB, 3.1 MB/s, 5 s left`; without the speed until it has been measured for a moment. */
  describe({ file, done, total }: FetchProgress, at: number): string {
    if (file !== this.#file || done < this.#from.done) {
      this.#file = file;
      this.#from = { at, done };
    }
    const parts = [`${Math.floor((100 * done) / total)} %`, `${showBytes(done)} of ${showBytes(total)}`];
    const seconds = (at - this.#from.at) / 1000;
    const rate = (done - this.#from.done) / seconds;
    if (seconds >= 1 && rate > 0) {
      const left = Math.ceil((total - done) / rate) * 1000;
      parts.push(`${showBytes(Math.round(rate))}/s`, ...(done < total ? [`${showDuration(left)} left`] : []));
    }
    return `${file}: ${parts.join(', ')}`;
  }
}
