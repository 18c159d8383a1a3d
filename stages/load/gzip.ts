import { StageFailure } from '../../engine/failure.ts';

/**
 * A gzip file that cannot be unpacked: where it was when it could not go on, and what that means.
 *
 * @param where.at bytes that were taken in
 * @param where.of bytes that the file has
 */
export function damagedGzip(
  file: string,
  where: { readonly at: number; readonly of: number; readonly error: unknown },
): StageFailure {
  const { at, of, error } = where;
  const message = (error as Error).message;
  const isCut = message === 'unexpected end of file';
  const what = isCut ? `expected more, found the end of the file after ${of} bytes: it is truncated` : message;
  return new StageFailure(`Damaged gzip file "${file}", byte ${isCut ? of : at}: ${what}`, { cause: error });
}
