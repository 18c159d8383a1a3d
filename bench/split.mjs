// Which way to use the cores: one training with a thread for each, or as many trainings of one thread.

/**
 * Training steps per second of `threads` processes of one thread at once, as a multiple of those of one process with
 * `threads` threads. They take turns, `rounds` times.
 *
 * @param start (threads) => a worker, see worker.mjs
 */
export async function measureSplit(start, { threads, steps, rounds }) {
  const wide = await start(threads);
  const narrow = await Promise.all(Array.from({ length: threads }, () => start(1)));
  const perSecond = async (workers) => {
    const began = performance.now();
    await Promise.all(workers.map((worker) => worker.ask({ steps })));
    return (workers.length * steps * 1000) / (performance.now() - began);
  };
  const found = [];
  for (let round = 0; round < rounds + 1; round += 1) {
    const row = { together: await perSecond([wide]), apart: await perSecond(narrow) };
    if (round > 0) found.push(row); // the first one warms up
  }
  for (const worker of [wide, ...narrow]) worker.stop();
  return found;
}
