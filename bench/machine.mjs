import { cpus, loadavg, totalmem } from 'node:os';

/** What every result says of the machine. To be asked before anything is measured: the load is that of others. */
export function describeMachine() {
  return {
    processor: `${cpus()[0]?.model}, ${cpus().length} cores`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: loadavg().map((load) => Number(load.toFixed(2))),
  };
}
