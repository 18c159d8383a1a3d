/** By how much two artifacts of one kind differ: said by the field of work, the engine cannot read them. */
export interface ArtifactDifference {
  /**
   * What a tolerance bounds: the greatest |a - b| / max(1, |a|, |b|) of two numbers at the same place, for pixels the greatest
   * |a - b| / 255. null where the two differ in more than numbers: another shape, another text, another label.
   */
  readonly size: number | null;
  /** The greatest |a - b|, pixels in levels of 0..255. */
  readonly absolute: number;
  /** The greatest |a - b| / max(|a|, |b|). */
  readonly relative: number;
  /** One line for people that goes on after "differs". */
  readonly text: string;
}
