import { readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { codeOf } from '../store/local/atomic.ts';
import { NotOurs, withRegular } from '../store/local/regular-file.ts';
import { parseLine, type JournalLine } from './journal-line.ts';

/** What is beyond this is not read: the journal of a hundred thousand steps is smaller. */
const LARGEST = 256 * 1024 * 1024;
/** Of which the first line of a hundred thousand steps is a part. */
const LONGEST_LINE = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;

/**
 * Reads the journal of a run as it grows. Any beginning of a journal can be read: a line that is not complete yet is left for the
 * next time, and a damaged one is passed over and counted.
 */
export class JournalReader {
  readonly #path: string;
  #offset = 0;
  /** The beginning of a line whose end is not there yet. */
  #rest = '';
  #decoder = new StringDecoder('utf8');
  /** Which file it has read: another one in its place is read from its start. */
  #file: string | undefined;
  #damaged = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** How many complete lines could not be read. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Whether the journal ends within a line. */
  get torn(): boolean {
    return this.#rest !== '';
  }

  /**
   * Returns the lines that were added since the last call, at most as many as fit into some megabytes: the journal is read to its
   * end when none comes. `again` says that the file has been replaced, so that these are its first lines.
   *
   * @throws NotOurs when something else is in its place; the system's error when it cannot be read
   */
  read(most = 16 * PIECE): { readonly lines: readonly JournalLine[]; readonly again: boolean } {
    try {
      return withRegular(this.#path, Infinity, (file, { ino, size }) => {
        const again = this.#file !== undefined && (this.#file !== String(ino) || Number(size) < this.#offset);
        if (again) this.#restart();
        this.#file = String(ino);
        return { lines: this.#readFrom(file, most), again };
      });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { lines: [], again: false };
      throw error;
    }
  }

  /** Returns all lines that are there now. */
  readAll(): readonly JournalLine[] {
    const all: JournalLine[] = [];
    for (;;) {
      const before = this.#offset;
      all.push(...this.read().lines);
      if (this.#offset === before) return all;
    }
  }

  #restart(): void {
    this.#offset = 0;
    this.#rest = '';
    this.#damaged = 0;
    this.#decoder = new StringDecoder('utf8');
  }

  #readFrom(file: number, most: number): readonly JournalLine[] {
    const lines: JournalLine[] = [];
    const piece = Buffer.allocUnsafe(PIECE);
    for (let left = Math.min(most, LARGEST - this.#offset); left > 0;) {
      const count = readSync(file, piece, 0, Math.min(PIECE, left), this.#offset);
      if (count === 0) break;
      this.#offset += count;
      left -= count;
      this.#split(this.#decoder.write(piece.subarray(0, count)), lines);
    }
    return lines;
  }

  #split(text: string, lines: JournalLine[]): void {
    const texts = text.split('\n');
    texts[0] = this.#rest + (texts[0] ?? '');
    this.#rest = texts.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE) this.#rest = ' ';
    for (const each of texts) {
      if (each === '') continue;
      const line = parseLine(each);
      if (line === undefined) this.#damaged += 1;
      else lines.push(line);
    }
  }
}

/**
 * What is wrong with a journal, to follow its name; undefined where nothing is, or there is none. A torn last line is no fault: the
 * run goes on, or was killed.
 *
 * @throws the system's error when it cannot be read
 */
export function journalFault(path: string): string | undefined {
  const reader = new JournalReader(path);
  try {
    reader.readAll();
  } catch (error) {
    if (error instanceof NotOurs) return error.wrong;
    throw error;
  }
  const { damaged } = reader;
  return damaged === 0 ? undefined : `has ${damaged} damaged ${damaged === 1 ? 'line' : 'lines'}`;
}
