import type { Analysis } from './analysis.ts';
import type { Source } from '../core/diagnostic.ts';
import type { FileKind, ReadFile } from './file.ts';
import type { Texts } from './texts.ts';
import type { Workplace } from './workplace.ts';

/** What a request about a file can know. */
export interface View {
  readonly source: Source;
  readonly kind: FileKind;
  /** The file as far as it can be read. Read when it is asked for: a completion reads the text in its own way. */
  readonly file: ReadFile;
  readonly workplace: Workplace;
  readonly texts: Texts;
  /** Of the text as it is; undefined for a file that is no experiment by itself. */
  readonly analysis?: Analysis;
  /** Of the last text that had no fault, or of this one. */
  readonly settled?: Analysis;
}
