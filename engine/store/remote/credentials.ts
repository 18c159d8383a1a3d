import { UsageError } from '../../core/failure.ts';

/** Who this user is to servers: from the environment, and nowhere else. */
export interface Credentials {
  /** The header Authorization. */
  readonly http: string | undefined;
  readonly s3: S3Credentials | undefined;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Takes the credentials out of an environment: `ASSAY_REMOTE_TOKEN`, or `ASSAY_REMOTE_USER` and `ASSAY_REMOTE_PASSWORD`, for HTTP;
 * `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` for S3.
 *
 * @throws UsageError when one of them has been left out, or cannot be sent
 */
export function credentialsIn(env: Environment): Credentials {
  return { http: authorizationIn(env), s3: s3In(env) };
}

function authorizationIn(env: Environment): string | undefined {
  const token = valueOf(env, 'ASSAY_REMOTE_TOKEN');
  if (token !== undefined) return `Bearer ${token}`;
  const pair = both(env, 'ASSAY_REMOTE_USER', 'ASSAY_REMOTE_PASSWORD');
  return pair === undefined ? undefined : `Basic ${Buffer.from(pair.join(':'), 'utf8').toString('base64')}`;
}

function s3In(env: Environment): S3Credentials | undefined {
  const pair = both(env, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  if (pair === undefined) return undefined;
  const sessionToken = valueOf(env, 'AWS_SESSION_TOKEN');
  const [accessKeyId, secretAccessKey] = pair;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

function both(env: Environment, one: string, other: string): readonly [string, string] | undefined {
  const [first, second] = [valueOf(env, one), valueOf(env, other)];
  if (first === undefined && second === undefined) return undefined;
  if (first !== undefined && second !== undefined) return [first, second];
  const [there, missing] = first === undefined ? [other, one] : [one, other];
  throw new UsageError(`${there} is set and ${missing} is not`, { hint: 'Set both of them, or neither.' });
}

/** @throws UsageError for a value that no header can carry: usually a line break that was copied with it */
function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (!/[^\x20-\x7e]/.test(value) || name === 'ASSAY_REMOTE_PASSWORD') return value;
  throw new UsageError(`${name} contains a line break or another character that cannot be sent`, {
    hint: 'Set it again without the line break at its end.',
  });
}
