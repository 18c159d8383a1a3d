import type { Answer, Ask } from './exchange.ts';
import { RemoteFailure } from './failure.ts';
import { textContent, type Content } from './files.ts';
import { PATIENCE } from './watch.ts';

/** How many parts of a file are on their way at once. */
const PARALLEL = 2;
/** S3 may take minutes to put the parts of a large file together; it sends a space now and then meanwhile. */
const ASSEMBLY = { ...PATIENCE, stretchMs: 120_000, leastBytes: 1 };

/** Sends requests about one file. */
interface Sender {
  readonly ask: (
    query: Readonly<Record<string, string>>,
    ask: Omit<Ask, 'url' | 'signal'>,
  ) => Promise<{ readonly answer: Answer; readonly body: string }>;
  /** Gives an upload up. */
  readonly abandon: (query: Readonly<Record<string, string>>) => Promise<void>;
}

/** Uploads a file in parts. It exists once all of them are there; if one fails, the others are removed. */
export async function writeInParts(
  parts: readonly Content[],
  headers: Readonly<Record<string, string>>,
  { ask, abandon }: Sender,
): Promise<void> {
  const { body } = await ask({ uploads: '' }, { method: 'POST', headers });
  const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(body)?.[1];
  if (uploadId === undefined)
    throw new RemoteFailure('broken', 'The S3 service began no upload in parts when asked to');
  try {
    const tags = await inTurn(parts, async (content, index) => {
      const { answer } = await ask({ partNumber: String(index + 1), uploadId }, { method: 'PUT', content });
      return answer.header('etag') ?? '';
    });
    const list = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
    const content = textContent(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`);
    await ask({ uploadId }, { method: 'POST', content, patience: ASSEMBLY });
  } catch (error) {
    await abandon({ uploadId });
    throw error;
  }
}

/** Works on `PARALLEL` items at once, and returns what came of them in their order. When one fails, no other one begins. */
async function inTurn<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: PARALLEL }, worker));
  for (const each of workers) if (each.status === 'rejected') throw each.reason;
  return results;
}
