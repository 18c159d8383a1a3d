/** What one stage's code contributes to a fingerprint; see code-digest.mjs. */
export interface CodeDigest {
  readonly digest: `sha256:${string}`;
  readonly packages: Readonly<Record<string, string>>;
}
export function codeDigest(entry: string, root: string): Promise<CodeDigest>;
export function stageDigests(stagesFolder: string, root: string): Promise<Record<string, CodeDigest>>;
