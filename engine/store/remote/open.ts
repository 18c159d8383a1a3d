import { UsageError } from '../../core/failure.ts';
import { parseBase, type RemoteSettings } from '../../core/remote.ts';
import { FileCache } from './cache.ts';
import { credentialsIn, type Credentials } from './credentials.ts';
import type { LineOptions } from './exchange.ts';
import type { RemoteFiles } from './files.ts';
import { HttpFiles } from './http.ts';
import { proxyFor } from './proxy.ts';
import type { RemoteCache } from './remote-cache.ts';
import { S3Files } from './s3.ts';
import { signerIn } from './signature.ts';
import { SteadyFiles } from './steady.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How many requests are on their way at once. */
const PARALLEL = 8;

/**
 * Opens a project's remote cache, as the user whom the environment names. Sends nothing yet.
 *
 * @param tell told what was found on the server that is not what it should be
 * @throws UsageError when the environment has half of a pair of credentials, or a signing key that is none
 */
export function openRemote(
  settings: RemoteSettings,
  env: Environment,
  tell: (message: string) => void,
  line: Partial<LineOptions> = {},
): RemoteCache {
  const files = filesOf(settings, credentialsIn(env), { env, line: { parallel: PARALLEL, ...line } });
  const steady = new SteadyFiles(files, { parallel: PARALLEL });
  const { trust, compression } = settings;
  return new FileCache(steady, { trust, compression, signer: signerIn(env), tell });
}

function filesOf(
  { address, region, endpoint, style }: RemoteSettings,
  credentials: Credentials,
  { env, line }: { readonly env: Environment; readonly line: LineOptions },
): RemoteFiles {
  if (address.scheme === 'http')
    return new HttpFiles(address.url, credentials.http, { proxy: proxyFor(address.url, env), ...line });
  const place = region ?? setIn(env, 'AWS_REGION') ?? setIn(env, 'AWS_DEFAULT_REGION') ?? 'us-east-1';
  const service = endpoint ?? endpointIn(env);
  const server = service ?? new URL(`https://s3.${place}.amazonaws.com`);
  return new S3Files(
    {
      bucket: address.bucket,
      prefix: address.prefix,
      region: place,
      style: style ?? (service === undefined ? 'host' : 'path'),
      endpoint: server,
      credentials: credentials.s3,
    },
    { proxy: proxyFor(server, env), ...line },
  );
}

/** @throws UsageError when the variable contains something else */
function endpointIn(env: Environment): URL | undefined {
  const text = setIn(env, 'AWS_ENDPOINT_URL_S3') ?? setIn(env, 'AWS_ENDPOINT_URL');
  if (text === undefined) return undefined;
  const url = parseBase(text);
  if (url instanceof URL) return url;
  throw new UsageError(`AWS_ENDPOINT_URL: ${url.wrong}`);
}

function setIn(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}
