import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { readSafetensors, tensorAt } from '../../stages/formats/safetensors.ts';
import { assay, filesIn, finishedRun, leftovers } from '../helpers/assay.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { pythonWith } from '../helpers/python.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const run = finishedRun();
const STEP = 'training[filters=6]';

describe('assay export', () => {
  it('writes the model of a step into a new folder with its card; the same step gives the same bytes', async () => {
    const cwd = run.copy();
    const first = await assay(['export', STEP, '--to', 'onnx', '--json'], { cwd });
    expect(first.code, first.err).toBe(0);
    const told = JSON.parse(first.out) as { folder: string };
    expectOutput('export', told);
    expect(told).toMatchObject({ experiment: 'tiny', run: 1, step: STEP, port: 'model', format: 'onnx' });
    expect(readdirSync(join(cwd, told.folder)).sort()).toEqual(['README.md', 'model.onnx']);
    const again = [];
    for (const folder of ['a', 'b']) {
      const made = await assay(['export', `tiny:${STEP}`, '--to', 'keras', '-o', folder], { cwd });
      expect(made.code, made.err).toBe(0);
      expect(made.out).toContain(`${folder}/model.keras (`);
      again.push(readFileSync(join(cwd, folder, 'model.keras')));
    }
    expect(again[0]?.equals(again[1] ?? Buffer.of())).toBe(true);
    expect(leftovers(cwd)).toEqual([]);
  });

  it('writes a network that gives the logits of the run for its test images, to 1e-5', async () => {
    const cwd = run.copy();
    expect((await assay(['export', STEP, '-e', 'tiny@1', '--to', 'tfjs', '-o', 'net'], { cwd })).code).toBe(0);
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(cwd, 'net', 'model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }];
    };
    const weightData = new Uint8Array(readFileSync(join(cwd, 'net', 'weights.bin'))).buffer;
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    );
    const published = join(cwd, 'artifacts', 'runs', 'tiny', '1');
    const logits = tensorAt(
      await readSafetensors(join(published, 'predictions-filters=6.safetensors')),
      'test.logits',
      'F32',
    );
    const { steps } = JSON.parse(readFileSync(join(published, 'run.json'), 'utf8')) as {
      steps: { id: string; outputs: Record<string, { digest: string }> }[];
    };
    const hex = steps.find(({ id }) => id === 'data')?.outputs['dataset']?.digest.replace('sha256:', '') ?? '';
    const data = await readSafetensors(join(cwd, 'artifacts', 'objects', 'sha256', hex.slice(0, 2), hex.slice(2)));
    const images = tensorAt(data, 'test.images', 'U8');
    const found = await (
      model.predict(
        tf.tensor(
          Float32Array.from(images.data, (pixel) => pixel / 255),
          [...images.shape],
        ),
      ) as tf.Tensor
    ).array();
    const expected = await tf.softmax(tf.tensor2d(logits.data, logits.shape as [number, number])).array();
    const differences = (found as number[][]).flatMap((row, image) =>
      row.map((value, index) => Math.abs(value - (expected[image]?.[index] ?? Number.NaN))),
    );
    expect(differences).toHaveLength(2000);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('writes a card that says what the model is made of, what was measured, licences, key, seed, how to cite it', async () => {
    const cwd = run.copy();
    expect((await assay(['export', STEP, '--to', 'keras', '-o', 'net'], { cwd })).code).toBe(0);
    const card = readFileSync(join(cwd, 'net', 'README.md'), 'utf8');
    const { steps } = JSON.parse(readFileSync(join(cwd, 'artifacts/runs/tiny/1/run.json'), 'utf8')) as {
      steps: { id: string; key: string; metrics: Record<string, number> }[];
    };
    const step = steps.find(({ id }) => id === STEP);
    expect(card).toContain(`| key | \`${step?.key}\` |`);
    expect(card).toContain(`| ${STEP} | testAccuracy | ${step?.metrics['testAccuracy']} |`);
    expect(card).toContain('| seed | 3 |');
    expect(card).toContain('CC BY-SA 3.0');
    expect(card).toContain('@misc{tiny-1,');
    expect(card).toContain('- `data` (load), key');
    expect(card).toContain('| conv1 | conv2d |');
    expect(card).toContain('`pixel / 255`, from 0 to 1');
    expect(card).not.toContain(cwd);
  });

  it.each([
    [['nothing', '--to', 'onnx'], 'has no step "nothing"', 'Its steps are data'],
    [['training', '--to', 'onnx'], 'has 2 instances of "training"', 'Name one of training[filters=6]'],
    [
      ['data', '--to', 'onnx'],
      'Expected a step with "model" among its outputs, found "dataset"',
      'training[filters=6]',
    ],
    [[STEP, '--to', 'onxx'], 'Cannot export to "onxx", did you mean "onnx"?', ''],
    [[STEP, '--to', 'onnx', '-o', 'taken'], 'There is something at', 'does not exist yet'],
    [[STEP, '--to', 'onnx', '-o', 'no/such/place'], 'Cannot write to', 'Pass -o a new folder'],
    [[STEP, '--to', 'onnx', '--license', 'MIT'], 'Expected --license with --to bundle alone', 'README.md'],
    [[`tiny:${STEP}`, '-e', 'tiny', '--to', 'onnx'], 'Expected the name of a step with --experiment', 'alone'],
    [['tiny@7', '--to', 'bundle'], 'has no run 7', 'Its runs are 1'],
    [['tiny', '--to', 'bundle', '-o', 'taken'], 'There is something at', 'does not exist yet'],
    [['tiny', '--to', 'bundle', '-o', 'no/x.zip'], 'there is no folder "no"', 'a folder that exists'],
  ])('%j says what is wrong and what to do, and writes nothing', async (args, message, hint) => {
    const cwd = run.copy();
    mkdirSync(join(cwd, 'taken'));
    const before = filesIn(cwd);
    const { code, err } = await assay(['export', ...args], { cwd });
    expect(code, err).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(filesIn(cwd)).toEqual(before);
  });

  it('refuses a model whose artifact is damaged, and leaves no folder', async () => {
    const cwd = run.copy();
    const record = JSON.parse(readFileSync(join(cwd, 'artifacts/runs/tiny/1/run.json'), 'utf8')) as {
      steps: { id: string; outputs: Record<string, { digest: string }> }[];
    };
    const hex = record.steps.find(({ id }) => id === STEP)?.outputs['model']?.digest.replace('sha256:', '') ?? '';
    const object = join(cwd, 'artifacts/objects/sha256', hex.slice(0, 2), hex.slice(2));
    const bytes = readFileSync(object);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(`${object}.new`, bytes);
    renameSync(`${object}.new`, object);
    const { code, err } = await assay(['export', STEP, '--to', 'onnx', '-o', 'net'], { cwd });
    expect({ code, err }).toMatchObject({ code: 1 });
    expect(err).toContain('The model of training[filters=6] is lost or damaged in this store');
    expect(readdirSync(cwd)).not.toContain('net');
  });
});

const required = process.env['ASSAY_REQUIRE_SYSTEM'] === '1';
const python = pythonWith('crate', ['roc-validator==0.13.0', 'rocrate==0.16.0']);
const why = 'missing' in python ? ` (skipped: ${python.missing.trim().split('\n').at(-1)})` : '';

describe('a bundle of trainings', () => {
  it('goes on with more epochs from its checkpoints', async () => {
    const cwd = tempDir();
    expect(
      (await assay(['export', 'tiny', '--to', 'bundle', '-o', join(cwd, 'tiny.zip')], { cwd: run.folder })).code,
    ).toBe(0);
    expect((await assay(['import', 'tiny.zip'], { cwd })).code).toBe(0);
    const there = join(cwd, 'tiny');
    const reused = await assay(['plan', 'tiny.yaml', '--json'], { cwd: there });
    const { steps } = JSON.parse(reused.out) as { steps: { action: string }[] };
    expect(new Set(steps.map(({ action }) => action))).toEqual(new Set(['reuse']));
    const longer = await assay(['plan', 'tiny.yaml', '--set', 'steps.training.epochs=2'], { cwd: there });
    expect(longer.out.match(/training\[filters=\d\] +train +extend .*continues after 1 epoch/g)).toHaveLength(2);
  });

  it.skipIf(why !== '' && !required)(
    `is a Process Run Crate, says the public validator${why}`,
    { timeout: 600_000 },
    async () => {
      if ('missing' in python) throw new Error(python.missing);
      const cwd = tempDir();
      const crate = join(cwd, 'tiny.zip');
      const told = ['--author', 'Jo Doe', '--license', 'https://creativecommons.org/licenses/by/4.0/'];
      expect((await assay(['export', 'tiny', '--to', 'bundle', '-o', crate, ...told], { cwd: run.folder })).code).toBe(
        0,
      );
      const script = join(import.meta.dirname, '../engine/bundle/validate.py');
      const { stdout, stderr } = spawnSync(python.path, [script, crate, 'REQUIRED'], { encoding: 'utf8', cwd });
      expect(JSON.parse(stdout), stderr).toEqual({ passed: true, issues: [] });
    },
  );
});
