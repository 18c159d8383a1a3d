import { StageFailure } from '../../engine/core/failure.ts';
import { countClasses, toClasses } from './part.ts';
import type { Part } from './part.ts';

/** What an entry says of the user's own images, to be checked before anything runs and when they are read. */
export interface Declared {
  readonly name: string;
  readonly size?: readonly [height: number, width: number];
  readonly channels: number;
  readonly classes?: number;
}

/**
 * The images of both splits with the number of classes, which is the greatest label plus 1 unless it was declared.
 *
 * @param file only named in errors
 * @throws StageFailure if size, channels or labels are not those that were declared
 */
export function checkDeclared(
  { train, test }: { readonly train: Part; readonly test: Part },
  { size, channels, classes }: Declared,
  file: string,
): { readonly classes: number; readonly train: Part; readonly test: Part } {
  for (const { shape } of [train, test]) {
    const [height, width, found] = shape;
    const wanted = size ?? [height, width];
    if (wanted[0] === height && wanted[1] === width && channels === found) continue;
    const of = (sizes: readonly number[], depth: number): string =>
      `${sizes.join(' x ')} with ${depth} ${depth === 1 ? 'channel' : 'channels'}`;
    throw new StageFailure(
      `Expected images of ${of(wanted, channels)} in "${file}", found ${of([height, width], found)}`,
      {
        hint: 'Correct "size" or "channels" of the dataset.',
      },
    );
  }
  if (classes === undefined) return { classes: countClasses(train, test), train, test };
  const checked = (part: Part): Part => ({ ...part, labels: toClasses(part.labels, { first: 0, classes }, file) });
  return { classes, train: checked(train), test: checked(test) };
}
