import { afterEach, describe, expect, it } from 'vitest';
import { onInterrupt } from '../../../engine/cli/interrupt.ts';
import { EXIT } from '../../../engine/cli/output.ts';

const SIGNALS = ['SIGHUP', 'SIGTERM', 'SIGINT'] as const;
const before = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const);
afterEach(() => {
  for (const [signal, listeners] of before) {
    process.removeAllListeners(signal);
    for (const listener of listeners) process.on(signal, listener);
  }
});

describe('onInterrupt()', () => {
  it('holds off a SIGHUP that comes while the run that the first one has ended tidies up [B4]', () => {
    const known = process.listenerCount('SIGHUP');
    const interrupt = onInterrupt();
    // As the signal does: the process that is tested here must not get it.
    process.emit('SIGHUP', 'SIGHUP');
    if (!interrupt.signal.aborted) return; // Whoever runs the tests under nohup: nothing is to be ended.
    expect(interrupt.code()).toBe(EXIT.hungUp);
    interrupt.done();
    expect(process.listenerCount('SIGHUP')).toBe(known + 1);
  });

  it('leaves no listener when nothing has come', () => {
    const known = SIGNALS.map((signal) => process.listenerCount(signal));
    onInterrupt().done();
    expect(SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(known);
  });
});
