import { describe, expect, it } from 'vitest';
import { whyHangupIsIgnored, type Traces } from '../../../engine/cli/hangup.ts';

const NONE: Traces = {
  startedAs: '/usr/bin/node',
  names: ['node', 'main.js'],
  parentIgnores: false,
  inputUnreadable: false,
  outputIsNohupOut: false,
  detached: false,
};

describe('whyHangupIsIgnored()', () => {
  it.each([
    ['nohup was started by the shell', { startedAs: '/usr/bin/nohup' }, 'it was started with nohup'],
    ['nohup has closed the input', { inputUnreadable: true }, 'it was started with nohup'],
    ['nohup has opened its file', { outputIsNohupOut: true }, 'it was started with nohup'],
    ['a script ignores the signal', { parentIgnores: true }, 'what started it ignores SIGHUP too'],
    ['sh leaves no trace', { startedAs: undefined, detached: true }, 'none of its input and output is a terminal'],
    ['a script was started', { startedAs: '/bin/sh', detached: true }, 'none of its input and output is a terminal'],
  ])('goes on when %s', (_, traces, why) => {
    expect(whyHangupIsIgnored({ ...NONE, ...traces })).toBe(why);
  });

  it.each([
    ['at a terminal', {}],
    ['at a terminal, by sh', { startedAs: undefined }],
    ['by hand, with its output in a file', { detached: true }],
    ['by its own name, with its output in a file', { startedAs: './main.js', detached: true }],
  ])('ends when started %s', (_, traces) => {
    expect(whyHangupIsIgnored({ ...NONE, ...traces })).toBeUndefined();
  });
});
