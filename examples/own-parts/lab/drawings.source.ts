// Drawings in a text file, as images: each is put at every place of a larger image.

import { basename, dirname, resolve } from 'node:path';
import { StageFailure } from 'assay';
import { defineSource, inFiles, type Part, type Preparing } from 'assay/datasets';

interface Drawings extends Preparing {
  readonly source: 'drawings';
  readonly file: string;
  readonly size: readonly [height: number, width: number];
}

/** A drawing: its class, and which of its pixels are ink. */
interface Drawing {
  readonly name: string;
  readonly rows: readonly string[];
}

export default defineSource(
  inFiles<Drawings>({
    source: 'drawings',
    schema: {
      title: 'Drawings',
      description: 'Drawings in a text file, each put at every place of an image: a third of the places are for tests',
      about: 'Your own drawings, in letters',
      required: ['file', 'size'],
      properties: {
        file: { description: 'The text file: a name, then rows of # and . for each drawing', type: 'string' },
        size: {
          description: '[height, width] of an image, in pixels',
          type: 'array',
          items: { type: 'integer', minimum: 1, maximum: 1024 },
          minItems: 2,
          maxItems: 2,
        },
      },
    },
    // What is known before the file is read: how many classes there are, only the file tells.
    facts: ({ size }) => ({ name: 'drawings', size, channels: 1 }),
    layout: ({ file }) => ({ root: dirname(resolve(file)), names: [basename(file)] }),
    hint: ({ file }) => `Write the drawings to ${file}, or correct "file".`,
    parse: async (contents, { file, size }) => {
      const drawings = read(new TextDecoder().decode(contents(basename(file)).bytes), file);
      return {
        classes: drawings.length,
        classNames: drawings.map(({ name }) => name),
        train: place(drawings, size, (x, y) => (x + y) % 3 !== 0),
        test: place(drawings, size, (x, y) => (x + y) % 3 === 0),
      };
    },
  }),
);

function read(text: string, file: string): readonly Drawing[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const [name = '', ...rows] = block.split('\n').map((line) => line.trim());
      const odd = rows.find((row) => !/^[#.]+$/.test(row) || row.length !== rows[0]?.length);
      // A failure that a person can do something about is a StageFailure: it is told without a stack trace.
      if (odd !== undefined)
        throw new StageFailure(`Cannot read the drawing "${name}" in "${file}": found the row "${odd}"`, {
          hint: 'Write rows of # and ., all of the same length.',
        });
      return { name, rows };
    });
}

/** All drawings at all places of an image that are wanted. */
function place(
  drawings: readonly Drawing[],
  [height, width]: Drawings['size'],
  wanted: (x: number, y: number) => boolean,
): Part {
  const images: number[] = [];
  const labels: number[] = [];
  for (const [label, { rows }] of drawings.entries()) {
    const across = rows[0]?.length ?? 0;
    for (let y = 0; y <= height - rows.length; y++) {
      for (let x = 0; x <= width - across; x++) {
        if (!wanted(x, y)) continue;
        labels.push(label);
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) images.push(rows[row - y]?.[column - x] === '#' ? 255 : 0);
      }
    }
  }
  return { shape: [height, width, 1], images: Uint8Array.from(images), labels: Uint8Array.from(labels) };
}
