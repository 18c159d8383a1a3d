import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { cluster } from '../../../stages/cluster/stage.ts';
import type { ClusterParams } from '../../../stages/cluster/params.ts';
import { run } from '../../../stages/cluster/run.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';
import { withFolder } from '../../helpers/alone.ts';
import { contextWith } from '../visualize/artifacts.ts';
import { networkOf, writeAutoencoder } from '../visualize/autoencoders.ts';

const PARAMS: ClusterParams = { components: 2, starts: 4, split: 'test' };
const [HEIGHT, WIDTH] = [6, 5];

/** 30 images of three kinds: bright at the top, in the middle, at the bottom, with a little noise. Their labels are 2, 0, 1. */
async function writeBands(folder: string): Promise<string> {
  const images = Uint8Array.from({ length: 30 * HEIGHT * WIDTH }, (_, at) => {
    const [image, row] = [Math.floor(at / (HEIGHT * WIDTH)), Math.floor(at / WIDTH) % HEIGHT];
    return (Math.floor(row / 2) === image % 3 ? 200 : 20) + ((at * 7919) % 30);
  });
  const labels = Uint8Array.from({ length: 30 }, (_, image) => [2, 0, 1][image % 3] ?? 0);
  const path = join(folder, 'dataset.safetensors');
  const about = { name: 'bands', classes: 3, shape: [HEIGHT, WIDTH, 1], classNames: ['middle', 'bottom', 'top'] };
  const tensors = {
    'test.images': { dtype: 'U8', shape: [30, HEIGHT, WIDTH, 1], data: images },
    'test.labels': { dtype: 'U8', shape: [30], data: labels },
  } as const;
  await writeSafetensors(path, tensors, { dataset: JSON.stringify(about) });
  return path;
}

async function clustered(params: Partial<ClusterParams>, latent?: number) {
  return withFolder(async (folder) => {
    const data = [{ path: await writeBands(folder), point: {} }];
    const own = latent === undefined ? undefined : await writeAutoencoder(folder, networkOf('plain', latent));
    const ports = { data, ...(own !== undefined && { autoencoder: [{ path: own, point: {} }] }) };
    const context = contextWith(folder, { ...PARAMS, ...params }, ports);
    const metrics = await run(context);
    const read = (port: string): string => readFileSync(context.output(port), 'utf8');
    return {
      metrics,
      counts: read('counts'),
      images: read('images').trim().split('\n'),
      png: readFileSync(context.output('image')),
    };
  });
}

describe('run()', () => {
  it('finds kinds of images that differ clearly, whatever their labels are called', async () => {
    const { metrics, counts, images, png } = await clustered({});
    expect(metrics).toMatchObject({ accuracy: 1, purity: 1, nmi: 1, ari: 1, clusters: 3, images: 30, dimensions: 30 });
    expect(counts.split('\n')[0]).toBe('cluster,images,class,class middle,class bottom,class top');
    expect(counts).toMatch(/^\d,10,top,0,0,10$/m);
    expect(images).toHaveLength(31);
    for (const row of images.slice(1)) {
      const [, label, , own] = row.split(',');
      expect(own).toBe(label);
    }
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  it('finds them by principal components and by the codes of an autoencoder', async () => {
    const principal = await clustered({ by: 'principal' });
    expect(principal.metrics).toMatchObject({ accuracy: 1, dimensions: 2 });
    const codes = await clustered({}, 4);
    expect(codes.metrics).toMatchObject({ accuracy: 1, dimensions: 4 });
  });

  it('makes as many clusters as it is told, and never a worse division from more starts', async () => {
    const [few, many] = [await clustered({ clusters: 5, starts: 1 }), await clustered({ clusters: 5, starts: 20 })];
    expect(few.metrics).toMatchObject({ clusters: 5, purity: 1 });
    expect(many.metrics?.['inertia']).toBeLessThanOrEqual(Number(few.metrics?.['inertia']));
  });

  it('refuses more clusters than images', async () => {
    await expect(clustered({ clusters: 31 })).rejects.toThrow(
      new StageFailure('Cannot make 31 clusters of 30 test images'),
    );
  });
});

describe('cluster.infer()', () => {
  const known = { classes: 10, shape: [28, 28, 1], train: 900, validation: 0, test: 8 };
  const problems = (params: Partial<ClusterParams>, more: object = {}): unknown =>
    cluster.infer?.({ ...PARAMS, ...params }, { data: [known], ...more })?.problems;

  it('names what cannot be done before anything runs', () => {
    expect(problems({ split: 'train' })).toEqual([]);
    expect(problems({ split: 'train', by: 'codes' })).toMatchObject([
      { path: ['by'], message: 'There are no codes without an autoencoder' },
    ]);
    expect(problems({ split: 'train', by: 'pixels' }, { autoencoder: [{}] })).toMatchObject([
      { path: ['autoencoder'], message: 'Clusters by pixels need no autoencoder' },
    ]);
    expect(problems({ split: 'validation' })).toMatchObject([
      { path: ['split'], message: 'The dataset has no validation images' },
    ]);
    expect(problems({})).toMatchObject([{ path: ['split'], message: 'Cannot make 10 clusters of 8 test images' }]);
    expect(problems({ clusters: 9 })).toMatchObject([{ path: ['clusters'] }]);
    expect(problems({ split: 'train', by: 'principal', components: 785 })).toMatchObject([
      { path: ['components'], message: 'There are at most 784 principal components: an image has 784 values' },
    ]);
  });
});
