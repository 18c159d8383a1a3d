export interface Progress {
  step<T>(title: string, work: (activity: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
}
export function createProgress(stream: { write(text: string): unknown; isTTY?: boolean; columns?: number }): Progress;
