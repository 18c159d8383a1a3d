/** By how much two artifacts of one kind differ. The stages or packs say so, because the engine cannot read artifacts. */
export interface ArtifactDifference {
  /**
   * What a tolerance limits: the greatest |a - b| / max(1, |a|, |b|) of two numbers at the same place; for pixels the greatest
   * |a - b| / 255. null if the two differ in more than numbers: in shape, text or labels.
   */
  readonly size: number | null;
  /** The greatest |a - b|; for pixels in levels of 0..255. */
  readonly absolute: number;
  /** The greatest |a - b| / max(|a|, |b|). */
  readonly relative: number;
  /** A line for people that continues after "differs". */
  readonly text: string;
}
