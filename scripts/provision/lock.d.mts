export function withLock<T>(
  subject: string,
  options: { onWait: (pid: number) => void },
  work: () => Promise<T>,
): Promise<T>;
