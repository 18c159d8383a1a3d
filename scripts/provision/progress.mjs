// What setup says while it works, on standard error: one line per step with the time it took. On a terminal the line is
// redrawn with what is going on; otherwise a step that takes long says every few seconds that it is alive.

const REDRAW_MS = 150;
const STILL_ALIVE_MS = 10_000;

/**
 * @typedef {object} Progress
 * @property {<T>(title: string, work: (activity: (text: string) => void) => Promise<T>) => Promise<T>} step
 *   runs `work` under `title`, and shows how it ended and after how long. `work` may say what it is at, any number of
 *   times. What it throws is rethrown.
 * @property {(text: string) => void} note prints lines of their own
 */

/**
 * @param {NodeJS.WriteStream} stream where to write
 * @returns {Progress}
 */
export function createProgress(stream) {
  const live = stream.isTTY;
  const say = (text) => stream.write(`${live ? '\r\x1b[2K' : ''}setup: ${text}\n`);
  return {
    note: (text) => text.split('\n').forEach((line) => say(line)),
    async step(title, work) {
      const start = performance.now();
      const elapsed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
      let now = '';
      const line = (ending) => `${title}${now === '' ? '' : `: ${now}`} ${ending}`;
      const redraw = () =>
        stream.write(`\r\x1b[2Ksetup: ${line(`(${elapsed()})`)}`.slice(0, (stream.columns ?? 80) + 4));
      if (!live) say(`${title} ...`);
      const timer = live
        ? setInterval(redraw, REDRAW_MS)
        : setInterval(() => say(line(`... ${elapsed()}`)), STILL_ALIVE_MS);
      let ending = 'failed after';
      try {
        const result = await work((text) => {
          now = text;
        });
        ending = 'done in';
        return result;
      } finally {
        clearInterval(timer);
        now = '';
        say(`${title}: ${ending} ${elapsed()}`);
      }
    },
  };
}
