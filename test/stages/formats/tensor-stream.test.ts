import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors, readSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { readTensors, writeTensors } from '../../../stages/formats/tensor-stream.ts';
import { withFolder } from '../../helpers/alone.ts';

const TENSORS: Readonly<Record<string, Tensor>> = {
  b: { dtype: 'F64', shape: [2, 2], data: Float64Array.of(1, NaN, -0, 4) },
  a: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
  none: { dtype: 'F32', shape: [0, 4], data: new Float32Array() },
};
const METADATA = { about: '{"x":1}' };

describe('writeTensors()', () => {
  it('makes the bytes of encodeSafetensors(), in whatever order the tensors come', () =>
    withFolder(async (folder) => {
      for (const order of [
        ['a', 'b', 'none'],
        ['none', 'b', 'a'],
      ]) {
        const path = join(folder, 'x');
        await writeTensors(path, { heads: TENSORS, metadata: METADATA }, async (sink) => {
          for (const name of order) await sink.write(name, TENSORS[name] as Tensor);
        });
        expect(new Uint8Array(readFileSync(path))).toEqual(encodeSafetensors(TENSORS, METADATA));
      }
    }));

  it('refuses a tensor that was not announced, and one that was left out', () =>
    withFolder(async (folder) => {
      const write = (name: string, tensor: Tensor): Promise<void> =>
        writeTensors(join(folder, 'x'), { heads: { a: TENSORS['a'] as Tensor }, metadata: {} }, (sink) =>
          sink.write(name, tensor),
        );
      await expect(write('c', TENSORS['a'] as Tensor)).rejects.toThrow('Internal error: tensor "c"');
      await expect(write('a', TENSORS['b'] as Tensor)).rejects.toThrow('Internal error: tensor "a"');
      const nothing = writeTensors(join(folder, 'x'), { heads: TENSORS, metadata: {} }, () => Promise.resolve());
      await expect(nothing).rejects.toThrow('Internal error: tensors were not written');
    }));
});

describe('readTensors()', () => {
  it('reads what is chosen, as readSafetensors() does', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      writeFileSync(path, encodeSafetensors(TENSORS, METADATA));
      const whole = await readSafetensors(path);
      const some = await readTensors(path, (names) => {
        expect([...names].sort()).toEqual(['a', 'b', 'none']);
        return ['b'];
      });
      expect([...some.tensors]).toEqual([['b', whole.tensors.get('b')]]);
      expect(some.metadata).toEqual(whole.metadata);
    }));

  it('refuses a file that is damaged or not there', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      await expect(readTensors(path, () => [])).rejects.toThrow('Cannot read');
      writeFileSync(path, encodeSafetensors(TENSORS, METADATA));
      truncateSync(path, readFileSync(path).length - 1);
      await expect(readTensors(path, () => [])).rejects.toThrow('Damaged safetensors file');
      writeFileSync(path, 'abc');
      await expect(readTensors(path, () => [])).rejects.toThrow('Damaged safetensors file');
    }));
});
