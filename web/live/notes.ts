/** What people said of a run. */
export interface Notes {
  readonly tags: readonly string[];
  readonly note?: string;
}
