import type { Bucket } from './bucket.ts';
import type { Answer } from './exchange.ts';
import { RemoteFailure, type Fault } from './failure.ts';
import { failureOf } from './status.ts';

/** What the codes of S3 mean, and what to do. `{bucket}`, `{region}` and `{other}` are filled in. */
const CODES: Readonly<Record<string, readonly [fault: Fault, what: string, hint: string]>> = {
  NoSuchBucket: ['wrong', 'There is no bucket "{bucket}" at {host}', 'Check the name of the bucket, or create it.'],
  InvalidAccessKeyId: ['denied', '{host} does not know the access key', 'Check AWS_ACCESS_KEY_ID.'],
  SignatureDoesNotMatch: ['denied', '{host} says that the secret key is wrong', 'Check AWS_SECRET_ACCESS_KEY.'],
  ExpiredToken: ['denied', 'The session token for {host} has expired', 'Sign in again and set AWS_SESSION_TOKEN anew.'],
  InvalidToken: ['denied', '{host} does not accept the session token', 'Check AWS_SESSION_TOKEN, or unset it.'],
  RequestTimeTooSkewed: ['denied', "This machine's clock is wrong, says {host}", 'Set the clock.'],
  AccessDenied: [
    'denied',
    '{host} denies access to the bucket "{bucket}"',
    'You need the rights s3:GetObject, s3:ListBucket (without it, a file that is missing looks like one that is forbidden) and, to upload, s3:PutObject.',
  ],
  PermanentRedirect: ['wrong', 'The bucket "{bucket}" is not in the region "{region}"{other}', '{region-hint}'],
  AuthorizationHeaderMalformed: [
    'wrong',
    'The bucket "{bucket}" is not in the region "{region}"{other}',
    '{region-hint}',
  ],
  IllegalLocationConstraintException: [
    'wrong',
    'The bucket "{bucket}" is not in the region "{region}"{other}',
    '{region-hint}',
  ],
  EntityTooLarge: ['full', '{host} takes no file of this size', 'Raise the limit of the service.'],
  QuotaExceeded: ['full', '{host} has no space for more', 'Free some space, or raise the quota.'],
  XMinioStorageFull: ['full', '{host} has no space for more', 'Free some space on the server.'],
  SlowDown: ['slow', '{host} asks for fewer requests', 'Try again later.'],
  BadDigest: ['broken', '{host} has received other bytes than were sent', 'Check the network.'],
  XAmzContentSHA256Mismatch: ['broken', '{host} has received other bytes than were sent', 'Check the network.'],
};

/** Returns the failure that an answer of S3 stands for. Of its body only the code and the region are used. */
export function s3FailureOf(answer: Answer, body: string, what: 'read' | 'write', bucket: Bucket): RemoteFailure {
  const other = regionOf(answer, body, bucket);
  const code = /<Code>(\w{1,60})<\/Code>/.exec(body)?.[1] ?? codeOfHead(answer, other);
  const [fault, message, hint] = (code === undefined ? undefined : CODES[code]) ?? [];
  const { host } = bucket.endpoint;
  if (fault === undefined || message === undefined || hint === undefined) {
    const denied = bucket.credentials === undefined ? SET : CHECK;
    return failureOf(answer, what, { name: `s3://${bucket.bucket} at ${host}`, denied });
  }
  const fill = (text: string): string =>
    text
      .replace('{host}', host)
      .replace('{bucket}', bucket.bucket)
      .replace('{region-hint}', other === undefined ? FIND : `Set "region: ${other}" under remote in assay.yaml.`)
      .replace('{region}', bucket.region)
      .replace('{other}', other === undefined ? '' : `, but in "${other}"`);
  const unsigned = fault === 'denied' && bucket.credentials === undefined;
  const afterMs = fault === 'slow' ? { afterMs: 1000 } : {};
  return new RemoteFailure(fault, `${fill(message)} (HTTP ${answer.status})`, {
    hint: unsigned ? SET : fill(hint),
    ...afterMs,
  });
}

const SET = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, if yours are for a time).';
const CHECK =
  'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, the name of the bucket, and your rights: s3:GetObject, s3:ListBucket, s3:PutObject.';
const FIND = 'Set "region" under remote in assay.yaml: "aws s3api get-bucket-location" tells it.';

/** The region in which a bucket is, if the answer names another one than was asked for. */
function regionOf(answer: Answer, body: string, { region }: Bucket): string | undefined {
  const named = /<Region>([a-z0-9-]{1,40})<\/Region>/.exec(body)?.[1] ?? answer.header('x-amz-bucket-region');
  return named === undefined || named === region || !/^[a-z0-9-]{1,40}$/.test(named) ? undefined : named;
}

/** An answer without a body, to HEAD, names no code. */
function codeOfHead({ status }: Answer, other: string | undefined): string | undefined {
  const elsewhere = status === 301 || status === 307 || (status === 400 && other !== undefined);
  return elsewhere ? 'PermanentRedirect' : undefined;
}
