import type { Analysis } from './analysis.ts';
import type { ReadFile } from './file.ts';
import type { Texts } from './texts.ts';
import type { Workplace } from './workplace.ts';

/** What a request about a file can know. */
export interface View {
  readonly file: ReadFile;
  readonly workplace: Workplace;
  readonly texts: Texts;
  /** Of the text as it is; undefined for a file that is no experiment by itself. */
  readonly analysis?: Analysis;
  /** Of the last text that had no fault, or of this one. */
  readonly settled?: Analysis;
}
