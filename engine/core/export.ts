/** What is exported: one artifact of a step. */
export interface ExportSource {
  /** Its verified file. */
  readonly path: string;
  /** What to call it: the step's name. */
  readonly name: string;
  /** The verified file of the one artifact that the step had at an input port; undefined if it is lost or there were several. */
  input(port: string): Promise<string | undefined>;
}

/** A format in which artifacts of a kind can leave Assay. */
export interface ExportFormat {
  /** As `--to` names it. */
  readonly name: string;
  /** What it is and who reads it, in a few words. */
  readonly about: string;
  /**
   * Reads the artifact and finds out whether the format can express all of it. Writes nothing.
   *
   * @throws StageFailure when the artifact cannot be read
   */
  prepare(source: ExportSource): Promise<PreparedExport | ExportFaults>;
}

/** Why an artifact cannot be written: sentence case, no final period, each with the name of what is at fault. */
export interface ExportFaults {
  readonly faults: readonly string[];
}

export interface PreparedExport {
  /** What the artifact is and how to load it, as Markdown with headings of the second level, for the model card. */
  readonly card: string;
  /** Writes the files into an empty folder. The same artifact gives the same bytes. */
  write(folder: string): Promise<void>;
}
