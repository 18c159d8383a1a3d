import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../../engine/core/digest.ts';
import { StageFailure } from '../../../../engine/core/failure.ts';
import { EventReader, EventWriter, relayed, type JobEvent } from '../../../../engine/execute/slurm/relay.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const KEY = digestOfBytes('key');

describe('EventWriter and EventReader', () => {
  it('carry what happens in a job, as it comes', () => {
    const path = join(tempDir(), 'events');
    const [writer, reader] = [new EventWriter(path), new EventReader(path)];
    const keyed = (): { key: typeof KEY } => ({ key: KEY });
    expect(reader.next()).toEqual([]);
    writer.write({ type: 'started', step: 'a', at: 1, reasons: [], slots: [0] }, keyed);
    writer.write({ type: 'progress', step: 'a', at: 2, progress: { done: 1, total: 9, unit: 'epoch' } }, keyed);
    expect(reader.next().map(({ type }) => type)).toEqual(['started', 'progress']);
    writer.write({ type: 'progress', step: 'a', at: 2, progress: { done: 2, total: 9, unit: 'epoch' } }, keyed);
    writer.write({ type: 'progress', step: 'a', at: 2, progress: { done: 9, total: 9, unit: 'epoch' } }, keyed);
    const error = new StageFailure('No', { hint: 'Do.' });
    writer.write({ type: 'retried', step: 'a', at: 3, error, attempt: 1, of: 2 }, keyed);
    writer.write({ type: 'cancelled', step: 'a', at: 4 }, keyed);
    const [last, retried, ...more] = reader.next();
    // Not more than one a second, except the last.
    expect(last).toMatchObject({ type: 'progress', progress: { done: 9 } });
    expect(more).toEqual([]);
    expect(relayed(retried as Exclude<JobEvent, { type: 'began' }>, 7, () => [])).toMatchObject({
      at: 7,
      error: { message: 'No', hint: 'Do.' },
    });
  });

  it('never leave out what was measured at the end of an epoch', () => {
    const path = join(tempDir(), 'events');
    const writer = new EventWriter(path);
    const keyed = (): { key: typeof KEY } => ({ key: KEY });
    for (const at of [0, 0.5, 1, 1.5, 2]) {
      const measured = { at, of: 3, unit: 'epochs', values: { loss: 1 } };
      const progress = { done: at * 2, total: 6, unit: 'batches', measured };
      writer.write({ type: 'progress', step: 'a', at: 1, progress }, keyed);
    }
    const told = new EventReader(path).next().map((event) => event.type === 'progress' && event.progress.measured?.at);
    expect(told).toEqual([0, 1, 2]);
  });

  it('wait for the end of a line, and pass over a broken one', () => {
    const path = join(tempDir(), 'events');
    const reader = new EventReader(path);
    appendFileSync(path, '{"type":"notice","mess');
    expect(reader.next()).toEqual([]);
    appendFileSync(path, 'age":"é"}\n{"type":"no{"type":"notice","message":"b"}\n{"type":"notice","message":"c"}\n');
    expect(reader.next()).toEqual([
      { type: 'notice', message: 'é' },
      { type: 'notice', message: 'c' },
    ]);
    expect(reader.next()).toEqual([]);
  });

  it('write nothing where they cannot, and do not fail', () => {
    new EventWriter('/no/such/folder/events').write({ type: 'notice', at: 1, message: 'x' }, () => ({ key: KEY }));
    expect(new EventReader('/no/such/folder/events').next()).toEqual([]);
  });
});
