import { describe, expect, it } from 'vitest';
import { Breaker } from '../../../../engine/store/remote/breaker.ts';
import { RemoteFailure, type Fault } from '../../../../engine/store/remote/failure.ts';

function world(): {
  readonly breaker: Breaker;
  readonly wait: (ms: number) => void;
  readonly fail: (fault: Fault, times?: number) => void;
} {
  let time = 0;
  const breaker = new Breaker(() => time);
  return {
    breaker,
    wait: (ms) => void (time += ms),
    fail(fault, times = 1) {
      for (let n = 0; n < times; n += 1) breaker.failed('read', new RemoteFailure(fault, fault));
    },
  };
}

describe('Breaker', () => {
  it.each<Fault>(['away', 'slow', 'broken'])('leaves a server alone for 30 s after the third failure (%s)', (fault) => {
    const { breaker, wait, fail } = world();
    fail(fault, 2);
    breaker.check('read');
    fail(fault);
    expect(() => breaker.check('read')).toThrow(fault);
    expect(() => breaker.check('write')).toThrow(fault);
    wait(29_999);
    expect(() => breaker.check('read')).toThrow(fault);
    wait(1);
    breaker.check('read');
  });

  it('lets one request try, and the others when that has succeeded', () => {
    const { breaker, wait, fail } = world();
    fail('away', 3);
    wait(30_000);
    breaker.check('read');
    expect(() => breaker.check('read')).toThrow('away');
    breaker.succeeded();
    breaker.check('read');
    fail('away', 2);
    breaker.check('read');
  });

  it('doubles the pause when the try fails', () => {
    const { breaker, wait, fail } = world();
    fail('away', 3);
    wait(30_000);
    breaker.check('read');
    fail('away');
    wait(59_999);
    expect(() => breaker.check('read')).toThrow('away');
    wait(1);
    breaker.check('read');
  });

  it('counts failures in a row: a success in between begins again', () => {
    const { breaker, fail } = world();
    fail('slow', 2);
    breaker.succeeded();
    fail('slow', 2);
    breaker.check('read');
    fail('slow');
    expect(() => breaker.check('read')).toThrow('slow');
  });

  it.each<Fault>(['denied', 'wrong'])('gives up for good at once (%s)', (fault) => {
    const { breaker, wait, fail } = world();
    fail(fault);
    wait(1e9);
    expect(() => breaker.check('read')).toThrow(fault);
    expect(() => breaker.check('write')).toThrow(fault);
  });

  it.each<Fault>(['full', 'closed'])('still reads from a server that takes nothing (%s)', (fault) => {
    const { breaker } = world();
    breaker.failed('write', new RemoteFailure(fault, fault));
    breaker.check('read');
    expect(() => breaker.check('write')).toThrow(fault);
  });

  it('does not hold damage of one file against the server', () => {
    const { breaker, fail } = world();
    fail('damaged', 10);
    expect(() => breaker.check('read')).not.toThrow();
  });
});
