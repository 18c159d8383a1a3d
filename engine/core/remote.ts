/** How a project's remote cache is reached and used: the section `remote` of assay.yaml. Contains no secret. */
export interface RemoteSettings {
  readonly address: RemoteAddress;
  /** Whether runs upload what they make. */
  readonly push: boolean;
  /** How uploads are encoded. Downloads are decoded, whatever the server says that they are. */
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Public keys, base64 of SPKI: only records signed with one of them are believed. Without any, all are. */
  readonly trust: readonly string[];
  /** For S3 only. */
  readonly region?: string;
  /** For S3 only: the address of a service other than AWS. */
  readonly endpoint?: URL;
  /** For S3 only: whether the bucket is in the path or in the name of the host. */
  readonly style?: 'path' | 'host';
}

export type RemoteAddress =
  | { readonly scheme: 'http'; readonly url: URL }
  | { readonly scheme: 's3'; readonly bucket: string; readonly prefix: string };

/** A text that is no address of a remote cache: why, and whether the text contains a secret that must not be shown. */
export interface NoAddress {
  readonly wrong: string;
  readonly secret: boolean;
}

const EXAMPLES = 'for example https://cache.example.org/assay or s3://bucket/prefix';

/** Reads `https://host/path`, `http://host/path` or `s3://bucket/prefix`. */
export function parseAddress(text: string): RemoteAddress | NoAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return wrong(`Expected the address of a remote cache, ${EXAMPLES}`);
  if (scheme === 's3') return parseBucket(text);
  if (scheme !== 'http' && scheme !== 'https')
    return wrong(`Unknown scheme "${scheme}" in the address of a remote cache. Allowed: "https", "http" or "s3"`);
  const url = parseBase(text);
  return url instanceof URL ? { scheme: 'http', url } : url;
}

function parseBucket(text: string): RemoteAddress | NoAddress {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/is.exec(text) ?? [];
  if (bucket === undefined || bucket !== bucket.toLowerCase())
    return wrong(
      'Expected s3://BUCKET or s3://BUCKET/PREFIX. The name of a bucket has 3 to 63 small letters, digits, "." and "-"',
      text.includes('@'),
    );
  const names = prefix.split('/').filter((name) => name !== '');
  if (names.some((name) => !/^[\w.=+-]+$/.test(name) || /^\.+$/.test(name)))
    return wrong('The prefix in a bucket may contain letters, digits, "/", "_", ".", "=", "+" and "-"');
  return { scheme: 's3', bucket, prefix: names.join('/') };
}

/** Reads `https://host/path` without anything that could be secret, and without a slash at the end. */
export function parseBase(text: string): URL | NoAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return wrong(`Expected the address of a server, ${EXAMPLES}`, text.includes('@'));
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return wrong('Expected an address that begins with https:// or http://', text.includes('@'));
  if (url.username !== '' || url.password !== '')
    return wrong(
      'The address of a remote cache contains a user or a password. Set ASSAY_REMOTE_USER and ASSAY_REMOTE_PASSWORD instead, so that no file has them',
      true,
    );
  if (url.search !== '' || url.hash !== '')
    return wrong('The address of a remote cache cannot contain "?" or "#": a path is all that it may have', true);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** The address as messages show it. */
export function showAddress(address: RemoteAddress): string {
  if (address.scheme === 'http') return address.url.href.replace(/\/$/, '');
  return `s3://${address.bucket}${address.prefix === '' ? '' : `/${address.prefix}`}`;
}

function wrong(message: string, secret = false): NoAddress {
  return { wrong: message, secret };
}
