import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { HEAVY, noteModules } from '../helpers/loaded-modules.ts';
import { Editor, Refusal, textIn, withCursor, type Position, type Range } from '../helpers/editor.ts';
import { writeFiles } from '../helpers/project.ts';
import { assay, filesIn } from '../helpers/assay.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

interface Item {
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: { readonly value: string };
  readonly textEdit: { readonly range: Range; readonly newText: string };
}
interface Hover {
  readonly contents: { readonly value: string };
}
interface Location {
  readonly uri: string;
  readonly range: Range;
}
interface Changes {
  readonly changes: Readonly<Record<string, readonly { readonly range: Range; readonly newText: string }[]>>;
}
interface Symbol {
  readonly name: string;
  readonly detail?: string;
  readonly children?: readonly Symbol[];
}

const MODEL = `datasets:
  digits: { source: mnist, limit: { train: 1000 } }
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { name: conv1, filters: $filters, kernel: 3 }
      - flatten: {}
      - dense: { units: 10, activation: softmax }
optimizers:
  sgd: { sgd: { learningRate: 0.01 } }
sweep:
  filters: [8, 16]
`;
const STEPS = `steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: sgd, epochs: 2 }
  kernels: { stage: extract-filters, model: training }
  similar: { stage: similarity, filters: kernels.filters, thresholds: [0.5] }
  curves: { stage: visualize, kind: curves, history: training, over: [filters] }
outputs:
  curves.png: curves.image
`;
const WHOLE = `experiment: small\n${MODEL}${STEPS}`;

/** The place of the first character after `before` in a text. */
function after(text: string, before: string): Position {
  const { position } = withCursor(text.replace(before, () => `${before}|`));
  return position;
}

/** A text with edits made, from the end so that the ranges stay right. */
function edited(text: string, edits: readonly { readonly range: Range; readonly newText: string }[]): string {
  const key = ({ range: { start } }: { readonly range: Range }): number => start.line * 10_000 + start.character;
  return edits
    .toSorted((a, b) => key(b) - key(a))
    .reduce((now, { range, newText }) => {
      const lines = now.split('\n');
      const offset =
        lines.slice(0, range.start.line).reduce((sum, line) => sum + line.length + 1, 0) + range.start.character;
      return now.slice(0, offset) + newText + now.slice(offset + textIn(now, range).length);
    }, text);
}

describe('assay lsp', () => {
  let editor: Editor;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-lsp-'));
    writeFiles(folder, { 'small.yaml': WHOLE });
    editor = await Editor.open(folder);
  });

  afterAll(() => {
    editor.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Shows a text with the cursor at `|`, and asks what may be written there. */
  async function offers(marked: string): Promise<readonly Item[]> {
    const { text, position } = withCursor(marked);
    const uri = editor.show('cursor.yaml', text);
    const found = await editor.at<readonly Item[]>('completion', uri, position);
    editor.tell('textDocument/didClose', { textDocument: { uri } });
    return found;
  }

  async function labels(marked: string): Promise<readonly string[]> {
    return (await offers(marked)).map(({ label }) => label);
  }

  async function words(text: string, before: string): Promise<string> {
    const uri = editor.show('hover.yaml', text);
    const found = await editor.at<Hover | null>('hover', uri, after(text, before));
    editor.tell('textDocument/didClose', { textDocument: { uri } });
    return found?.contents.value ?? '';
  }

  describe('diagnostics', () => {
    it('has none for a file without a fault', async () => {
      expect(await editor.problems(editor.show('a.yaml', WHOLE))).toEqual([]);
    });

    it('marks exactly the word that is wrong, and the shape that does not fit', async () => {
      const text = WHOLE.replace('epochs: 2', 'epoch: 2').replace('units: 10', 'units: 7');
      const found = await editor.problems(editor.show('a.yaml', text));
      expect(found.map(({ range, message }) => [textIn(text, range), message.split(',')[0]])).toEqual([
        ['training', 'Missing "epochs"'],
        ['epoch', 'Unknown key "epoch"'],
      ]);
      const shapes = WHOLE.replace('units: 10', 'units: 7');
      const [problem] = await editor.problems(editor.show('b.yaml', shapes));
      expect(problem?.message).toBe('The last layer has 7 outputs, but the dataset has 10 classes');
      expect(textIn(shapes, problem?.range as Range)).toBe('7');
      const [related] = problem?.relatedInformation ?? [];
      expect(related?.message).toBe('Used by step "training[filters=8]"');
      expect(textIn(shapes, related?.location.range as Range)).toBe('training');
    });

    it('is the same as `assay validate` says', async () => {
      const text = WHOLE.replace('model: cnn', 'model: cmm').replace('over: [filters]', 'over: [filter]');
      writeFiles(folder, { 'faulty.yaml': text });
      const { out } = await assay(['validate', 'faulty.yaml', '--json'], { cwd: folder });
      const told = (JSON.parse(out) as { diagnostics: { line: number; column: number; message: string }[] })
        .diagnostics;
      const found = await editor.problems(editor.show('faulty.yaml', text));
      for (const { line, column, message } of told)
        expect(found).toContainEqual(
          expect.objectContaining({
            message: expect.stringContaining(message) as string,
            range: expect.objectContaining({ start: { line: line - 1, character: column - 1 } }) as Range,
          }),
        );
    });

    it('follows the unsaved text, and counts positions as the protocol does: in UTF-16 units', async () => {
      const uri = editor.show('a.yaml', WHOLE);
      await editor.problems(uri);
      const text = WHOLE.replace('epochs: 2', 'loss: "😀", epochs: 2');
      editor.type(uri, text);
      const [problem] = await editor.problems(uri, (all) => all.length > 0);
      expect(textIn(text, problem?.range as Range)).toBe('"😀"');
      const moved = WHOLE.replace('{ stage: train,', '{ "stage": train, loss: "😀", epoch: 2,');
      editor.type(uri, moved);
      const found = await editor.problems(uri, (all) => all.some(({ message }) => message.includes('"epoch"')));
      expect(found.map(({ range }) => textIn(moved, range))).toContain('epoch');
    });

    it.each([
      ['an open bracket', 'epochs: 2 }', 'epochs: 2'],
      ['an open quote', 'epochs: 2 }', 'epochs: "2 }'],
      ['a key without a colon', 'outputs:\n', 'outputs:\n  curv\n'],
      ['a tab', 'outputs:\n', 'outputs:\n\tx: y\n'],
    ])('tells what else can be known beside %s', async (_, from, to) => {
      const text = WHOLE.replace(from, to).replace('source: mnist', 'source: mnits');
      const found = await editor.problems(editor.show('a.yaml', text));
      expect(found.some(({ message }) => message.includes('"mnits", did you mean "mnist"?'))).toBe(true);
      // And nothing that is wrong only because a line could not be read.
      expect(found.filter(({ message }) => /Unknown step|No step mentions/.test(message))).toEqual([]);
    });

    it('tells of a file that is extended in that file, with its unsaved text, in both of two files that extend it', async () => {
      const base = editor.show('base.yaml', MODEL.replace('units: 10', 'units: 7'));
      const one = editor.show('one.yaml', `experiment: one\nextends: base.yaml\n${STEPS}`);
      const two = editor.show('two.yaml', `experiment: two\nextends: [base.yaml]\n${STEPS}`);
      const found = await editor.problems(base, (all) => all.length > 0);
      expect(found.map(({ message }) => message.split(',')[0])).toEqual(['The last layer has 7 outputs']);
      editor.type(base, MODEL);
      expect(await editor.problems(base, (all) => all.length === 0)).toEqual([]);
      expect(await editor.problems(one)).toEqual([]);
      expect(await editor.problems(two)).toEqual([]);
      for (const uri of [base, one, two]) editor.tell('textDocument/didClose', { textDocument: { uri } });
    });

    it('leaves YAML of other programs alone', async () => {
      const text = 'services:\n  web: { image: nginx, imge: x }\n';
      const uri = editor.show('compose.yaml', text);
      expect(await editor.problems(uri)).toEqual([]);
      expect(await editor.at('completion', uri, { line: 1, character: 9 })).toEqual([]);
      expect(await editor.at('hover', uri, { line: 1, character: 9 })).toBeNull();
    });

    it('checks a document that was never saved', async () => {
      const uri = editor.show('untitled:Untitled-1', WHOLE.replace('stage: load', 'stage: loda'));
      expect((await editor.problems(uri))[0]?.message).toContain('Unknown stage "loda", did you mean "load"?');
    });
  });

  describe('completion', () => {
    it('offers the sections of an empty file, with what each is for', async () => {
      const experiment = (await offers('|')).find(({ label }) => label === 'experiment');
      expect(experiment?.detail).toBe('required');
      expect(experiment?.documentation?.value).toContain('Name of the experiment');
    });

    it('offers stages, with what each does', async () => {
      const found = await offers(WHOLE.replace('outputs:', '  more: { stage: | }\noutputs:'));
      expect(found.map(({ label }) => label)).toEqual(
        expect.arrayContaining(['load', 'train', 'visualize', 'command']),
      );
      expect(found.find(({ label }) => label === 'train')?.documentation?.value).toContain('Trains a classifier');
    });

    it('offers the keys that a step of this stage still lacks, in a line and in lines', async () => {
      for (const step of [
        '  more: { stage: train, epochs: 1, | }\n',
        '  more:\n    stage: train\n    epochs: 1\n    |\n',
        '  more:\n    stage: train\n    epochs: 1\n    ba|\n',
      ]) {
        const found = await labels(WHOLE.replace('outputs:', `${step}outputs:`));
        expect(found).toEqual(expect.arrayContaining(['data', 'batchSize', 'retries']));
        expect(found).not.toContain('epochs');
        expect(found).not.toContain('dataset');
      }
    });

    it('offers to a port what fits its kind, and nothing else', async () => {
      expect(await labels(WHOLE.replace('outputs:', '  more: { stage: train, data: | }\noutputs:'))).toEqual([
        'data',
        'data.dataset',
      ]);
      const models = await labels(
        WHOLE.replace('outputs:', '  more:\n    stage: extract-filters\n    model: tr|\noutputs:'),
      );
      expect(models).toEqual(['training', 'training.model']);
    });

    it('offers definitions, axes as references, and axes in `over`', async () => {
      expect(await labels(WHOLE.replace('model: cnn', 'model: |'))).toEqual(['cnn', '$filters']);
      expect(await labels(WHOLE.replace('epochs: 2', 'epochs: $f|'))).toContain('$filters');
      expect(await labels(WHOLE.replace('over: [filters]', 'over: [|]'))).toEqual(['filters', 'repeat']);
      expect(await labels(WHOLE.replace('curves.image', '|'))).toEqual(
        expect.arrayContaining(['curves.image', 'similar.table']),
      );
    });

    it('offers layers first that take what the layer before gives, and says why others do not', async () => {
      const { text, position } = withCursor(WHOLE.replace('      - dense:', '      - |\n      - dense:'));
      const uri = editor.show('layers.yaml', WHOLE);
      await editor.problems(uri);
      editor.type(uri, text);
      const found = await editor.at<readonly Item[]>('completion', uri, position);
      const misfits = found.filter(({ detail }) => detail === 'does not fit here').map(({ label }) => label);
      expect(misfits).toEqual(expect.arrayContaining(['conv2d', 'maxPool2d']));
      expect(misfits).not.toContain('dense');
      const conv = found.find(({ label }) => label === 'conv2d');
      expect(conv?.documentation?.value).toContain('Does not fit here: ');
      expect(conv?.textEdit.newText).toBe('conv2d: { filters: ${1}, kernel: ${2} }');
    });

    it('replaces the word at the cursor, within quotes too, behind an emoji too', async () => {
      const marked = `${WHOLE}# 😀\n`.replace('stage: load,', '"description😀": x, stage: "lo|ad",');
      const { text } = withCursor(marked);
      const load = (await offers(marked)).find(({ label }) => label === 'load');
      expect(textIn(text, load?.textEdit.range as Range)).toBe('load');
    });

    it('offers nothing in a comment, in a text, or where a name of your own belongs', async () => {
      expect(await labels(`${WHOLE}# sta|\n`)).toEqual([]);
      expect(await labels(`description: one or t|wo words\n${WHOLE}`)).toEqual([]);
      expect(await labels(WHOLE.replace('steps:\n', 'steps:\n  ne|:\n'))).toEqual([]);
    });

    it('offers the keys of a project’s file', async () => {
      const uri = editor.show('sub/assay.yaml', 'st');
      expect(
        (await editor.at<readonly Item[]>('completion', uri, { line: 0, character: 2 })).map(({ label }) => label),
      ).toEqual(expect.arrayContaining(['store', 'uses', 'commands']));
    });
  });

  describe('hover', () => {
    it('shows shape, parameters and multiply-adds of a layer at the points of the sweep', async () => {
      const found = await words(WHOLE, '- conv');
      expect(found).toContain('**26 x 26 x 8**');
      expect(found).toContain('parameters: 80, macs: 48,672');
      expect(found).toContain('at filters=16');
      expect(await words(WHOLE, '- flat')).toContain('**5,408**');
    });

    it('shows stage, ports and what comes out of a step, where it is declared and where it is named', async () => {
      for (const before of ['  train', 'model: train']) {
        const found = await words(WHOLE, before);
        expect(found).toContain('**training**: stage `train`, 2 instances along filters');
        expect(found).toContain('Takes `data` from `data.dataset`');
        expect(found).toContain('Makes `model` (model)');
        expect(found).toContain('parameters: 54,170');
      }
    });

    it('shows points of a sweep, values of an axis, what a key means', async () => {
      expect(await words(WHOLE, 'swee')).toContain('**2 points** of filters; 8 steps in all');
      expect(await words(WHOLE, 'filters: $filt')).toContain('**$filters**: an axis of the sweep, 8, 16');
      expect(await words(WHOLE, 'epoc')).toContain('How many times to use every training image');
      expect(await words(WHOLE, 'kind: cur')).not.toBe('');
    });

    it('still shows what was known when the text cannot be planned', async () => {
      const uri = editor.show('later.yaml', WHOLE);
      await editor.problems(uri);
      const text = WHOLE.replace('sweep:\n  filters: [8, 16]', 'sweep:\n  filters: 8');
      editor.type(uri, text);
      const found = await editor.at<Hover>('hover', uri, after(text, '- conv'));
      expect(found.contents.value).toContain('**26 x 26 x 8**');
    });
  });

  describe('names', () => {
    it('finds the declaration of a step, a definition, an axis, and the file that is extended', async () => {
      writeFiles(folder, { 'parts/base.yaml': MODEL });
      const text = `experiment: x\nextends: [parts/base.yaml]\n${STEPS}`;
      const uri = editor.show('x.yaml', text);
      const place = async (before: string): Promise<Location | undefined> =>
        (await editor.at<readonly Location[]>('definition', uri, after(text, before)))[0];
      const step = await place('model: train');
      expect([step?.uri, textIn(text, step?.range as Range), step?.range.start.line]).toEqual([uri, 'training', 4]);
      expect((await place('kernels.fil'))?.range.start.line).toBe(5);
      expect((await place('model: cn'))?.uri).toBe(editor.uri('parts/base.yaml'));
      expect(textIn(MODEL, (await place('over: [fil'))?.range as Range)).toBe('filters');
      expect((await place('extends: [parts/b'))?.uri).toBe(editor.uri('parts/base.yaml'));
      expect(await place('epochs')).toBeUndefined();
    });

    it('finds every mention of a step', async () => {
      const uri = editor.show('small.yaml', WHOLE);
      const found = await editor.at<readonly Location[]>('references', uri, after(WHOLE, '  train'), {
        context: { includeDeclaration: true },
      });
      expect(found.filter((each) => each.uri === uri).map(({ range }) => range.start.line)).toEqual([16, 17, 19]);
    });

    it.each([
      ['a step', '  train', 'fitting', /\btraining\b/g],
      ['an axis', 'filters: $fil', 'width', /(?<=\$)filters|filters(?=: \[8)|(?<=over: \[)filters/g],
      ['a model', '  cn', 'net-1', /\bcnn\b/g],
      ['an optimizer', 'optimizer: s', 'slow', /(?<=optimizer: )sgd|(?<=optimizers:\n {2})sgd/g],
    ])('renames %s everywhere, so that the file stays without a fault', async (_, before, name, pattern) => {
      const uri = editor.show('alone/rename.yaml', WHOLE);
      const { changes } = await editor.at<Changes>('rename', uri, after(WHOLE, before), { newName: name });
      expect(Object.keys(changes)).toEqual([uri]);
      const text = edited(WHOLE, changes[uri] ?? []);
      expect(text).toBe(WHOLE.replaceAll(pattern, name));
      editor.type(uri, text);
      expect(await editor.problems(uri)).toEqual([]);
    });

    it('renames in the files that extend this one, open or on the disk', async () => {
      writeFiles(folder, { 'many/base.yaml': MODEL, 'many/disk.yaml': `experiment: d\nextends: base.yaml\n${STEPS}` });
      const base = editor.show('many/base.yaml', MODEL);
      editor.show('many/open.yaml', `experiment: o\nextends: base.yaml\n${STEPS}`);
      const { changes } = await editor.at<Changes>('rename', base, after(MODEL, '  filt'), { newName: 'width' });
      expect(Object.keys(changes).toSorted()).toEqual(
        ['base', 'disk', 'open'].map((name) => editor.uri(`many/${name}.yaml`)),
      );
    });

    it.each([
      ['  train', 'two words', 'Expected a name of letters'],
      ['  train', 'repeat', 'Expected a name of letters'],
      ['  train', 'kernels', 'There is a step named "kernels" already'],
      ['filters: $fil', 'a-b', 'Expected a name of letters, digits and "_"'],
      ['filters: $fil', 'zip', 'that the sweep does not use itself'],
      ['epoc', 'x', 'Only the name of a step'],
    ])('refuses to rename %s to %s', async (before, newName, why) => {
      const uri = editor.show('alone/rename.yaml', WHOLE);
      await expect(editor.at('rename', uri, after(WHOLE, before), { newName })).rejects.toThrow(why);
    });

    it('outlines a file', async () => {
      const found = await editor.ask<readonly Symbol[]>('textDocument/documentSymbol', {
        textDocument: { uri: editor.show('o.yaml', WHOLE) },
      });
      expect(found.map(({ name }) => name)).toEqual([
        'experiment',
        'datasets',
        'models',
        'optimizers',
        'sweep',
        'steps',
        'outputs',
      ]);
      expect(found[5]?.children?.[1]).toMatchObject({ name: 'training', detail: 'train' });
    });

    it('proposes the change that a diagnostic suggests', async () => {
      const text = WHOLE.replace('epochs: 2', 'epoch: 2').replace('kernels.filters', 'kernles.filters');
      const uri = editor.show('fix.yaml', text);
      const found = await editor.problems(uri);
      const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
      const actions = await editor.ask<readonly { readonly title: string; readonly edit: Changes }[]>(
        'textDocument/codeAction',
        { textDocument: { uri }, range, context: { diagnostics: found } },
      );
      expect(actions.map(({ title }) => title)).toEqual([
        'Change "epoch" to "epochs"',
        'Change "kernles" to "kernels"',
      ]);
      expect(
        edited(
          text,
          actions.flatMap(({ edit }) => edit.changes[uri] ?? []),
        ),
      ).toBe(WHOLE);
    });
  });

  describe('hostile input', () => {
    it.each([
      ['nothing', ''],
      ['a binary', '\u0000\u0001\u0002experiment: x\u0000'],
      ['lone surrogates', 'experiment: "\ud800"\nsteps: {}\n'],
      ['brackets without end', `experiment: x\n${'['.repeat(5000)}`],
      [
        'aliases of aliases',
        `experiment: x\na: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
          .split('')
          .map(
            (letter, index) =>
              `${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index]}`).join()}]`,
          )
          .join('\n')}`,
      ],
      ['a file that extends itself', 'experiment: x\nextends: hostile.yaml\nsteps: { a: { stage: load } }\n'],
      ['a file of 1.5 MB', `experiment: x\n# ${'x'.repeat(1_500_000)}\n`],
      ['carriage returns alone', 'experiment: x\rsteps:\r  a: 1\r'],
      ['keys of the prototype', 'experiment: x\n__proto__: { a: 1 }\nsteps: { constructor: { stage: toString } }\n'],
    ])('answers about %s', async (_, text) => {
      const uri = editor.show('hostile.yaml', text);
      await editor.problems(uri);
      for (const position of [
        { line: 0, character: 0 },
        { line: 1, character: 3 },
        { line: 1e6, character: 1e6 },
      ]) {
        for (const method of ['completion', 'hover', 'definition', 'documentHighlight'])
          await editor.at(method, uri, position).then((found) => expect(found).not.toBeUndefined());
      }
      editor.tell('textDocument/didClose', { textDocument: { uri } });
      expect(editor.stderr).toBe('');
    });

    it('answers about a file that is not open, and about every place of a file that is cut off anywhere', async () => {
      expect(await editor.at('hover', editor.uri('never.yaml'), { line: 0, character: 0 })).toBeNull();
      const uri = editor.show('cut.yaml', WHOLE);
      for (let length = 5; length < WHOLE.length; length += 47) {
        const text = WHOLE.slice(0, length);
        editor.type(uri, text);
        const lines = text.split('\n');
        const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
        expect(await editor.at('completion', uri, end)).toBeInstanceOf(Array);
      }
      expect(editor.stderr).toBe('');
    });

    it('gives up a hover that is cancelled or overtaken while a large sweep is planned, and answers others meanwhile', async () => {
      const large = WHOLE.replace('filters: [8, 16]', `filters: [8, 16]\n  repeat: 9999`);
      const uri = editor.show('large.yaml', large);
      const other = editor.show('quick.yaml', WHOLE);
      const id = editor.begin('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 2 } });
      const hover = editor.answer(id);
      expect(await editor.at('completion', other, { line: 2, character: 2 })).toBeInstanceOf(Array);
      editor.tell('$/cancelRequest', { id });
      await expect(hover).rejects.toMatchObject({ code: -32_800 });
      const next = editor.at('hover', uri, { line: 1, character: 2 });
      editor.type(uri, WHOLE);
      await expect(next).rejects.toBeInstanceOf(Refusal);
      expect(await editor.problems(uri)).toEqual([]);
    });
  });
});

describe('assay lsp as a process', () => {
  it('loads nothing heavy and writes nothing, in a project with a pack, whose stages it knows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-lsp-'));
    const notes = noteModules(folder);
    const files = {
      'project/assay.yaml': 'uses: [./lab]\n',
      'project/lab/index.js': `import { definePack, defineStage } from 'assay';
export default definePack({ name: 'lab', stages: [defineStage({ name: 'count', schema: { type: 'object', description: 'Counts things', additionalProperties: false, required: ['upTo'], properties: { upTo: { type: 'integer', minimum: 1 } } }, outputs: { sum: { kind: 'sum', extension: 'txt' } }, entry: new URL('./run.js', import.meta.url) })] });\n`,
      'project/lab/run.js': 'export const run = () => Promise.resolve();\n',
      'project/x.yaml': 'experiment: x\nsteps:\n  all: { stage: count, upTo: 0 }\n',
    };
    writeFiles(folder, files);
    const before = filesIn(join(folder, 'project'));
    const editor = await Editor.open(folder, ['--stdio', '--clientProcessId=1'], notes.env);
    try {
      const text = files['project/x.yaml'];
      const uri = editor.show('project/x.yaml', text);
      expect((await editor.problems(uri)).map(({ message }) => message)).toEqual([
        'Expected a number >= 1 for "upTo", found 0',
      ]);
      const found = await editor.at<readonly Item[]>('completion', uri, after(text, 'stage: '));
      expect(found.find(({ label }) => label === 'count')?.documentation?.value).toBe('Counts things');
      const project = editor.show('project/assay.yaml', 'uses: [./lba]\n');
      const [fault] = await editor.problems(project, (all) => all.length > 0);
      expect(textIn('uses: [./lba]\n', fault?.range as Range)).toBe('./lba');
      expect((await editor.problems(uri, (all) => all[0]?.message.includes('project') === true))[0]?.message).toContain(
        'The project has a fault',
      );
      expect(await editor.close()).toBe(0);
      expect(filesIn(join(folder, 'project'))).toEqual(before);
      expect(notes.loaded().filter((name) => HEAVY.test(name))).toEqual([]);
    } finally {
      editor.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('tells keys and times by what the store knows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-lsp-'));
    const text =
      'experiment: x\nsteps:\n  one: { stage: command, run: "sleep 0.3; echo a,b > {outputs.table}", outputs: { table: { kind: table, extension: csv } } }\n';
    writeFiles(folder, { 'assay.yaml': 'commands: true\n', 'x.yaml': text });
    expect((await assay(['run', 'x.yaml'], { cwd: folder })).code).toBe(0);
    const editor = await Editor.open(folder);
    try {
      const uri = editor.show('x.yaml', text);
      await editor.problems(uri);
      const at = after(text, '  on');
      expect((await editor.at<Hover>('hover', uri, at)).contents.value).toMatch(
        /Now: cached\n\nKey `sha256:[0-9a-f]{64}`/,
      );
      editor.type(uri, text.replace('a,b', 'a,c'));
      await editor.problems(uri);
      expect((await editor.at<Hover>('hover', uri, at)).contents.value).toMatch(
        /Now: will run: params\.run .*; about [\d.]+ m?s by earlier runs/,
      );
      expect(await editor.close()).toBe(0);
    } finally {
      editor.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ['0 after shutdown and exit', (editor: Editor) => void editor.close(), 0],
    ['1 after exit alone', (editor: Editor) => editor.tell('exit', null), 1],
    ['1 when the editor is gone', (editor: Editor) => editor.leave(), 1],
  ])('ends with exit code %s', async (_, end, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-lsp-'));
    const editor = await Editor.open(folder);
    try {
      end(editor);
      expect(await editor.ended).toBe(code);
    } finally {
      editor.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
