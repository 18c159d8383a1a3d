export interface Heading {
  readonly anchor: string;
  readonly title: string;
  readonly level: number;
}
export interface Site {
  readonly pages: readonly { readonly file: string; readonly html: string; readonly headings: readonly Heading[] }[];
  readonly faults: readonly string[];
  readonly sources: readonly { readonly file: string; readonly name: string; readonly text?: string }[];
  readonly pictures: readonly { readonly from: string; readonly to: string }[];
}
export function readSite(root: string, contents?: readonly (readonly string[])[]): Site;
