import { describe, expect, it } from 'vitest';
import { parseAddress, parseBase, showAddress } from '../../../engine/core/remote.ts';

describe('parseAddress()', () => {
  it.each([
    ['https://cache.example.org/assay', 'https://cache.example.org/assay'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['HTTPS://Cache.Example.org/a/b//', 'https://cache.example.org/a/b'],
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket.name-1/a/b/', 's3://bucket.name-1/a/b'],
    ['s3://bucket//a//b', 's3://bucket/a/b'],
  ])('reads %s', (text, shown) => {
    const address = parseAddress(text);
    expect('wrong' in address ? address.wrong : showAddress(address)).toBe(shown);
  });

  it.each([
    ['', 'Expected the address of a remote cache, for example https://'],
    ['cache.example.org', 'Expected the address of a remote cache'],
    ['/srv/cache', 'Expected the address of a remote cache'],
    ['ftp://example.org', 'Unknown scheme "ftp"'],
    ['grpc://example.org', 'Allowed: "https", "http" or "s3"'],
    ['http://', 'Expected the address of a server'],
    ['https://exa mple.org', 'Expected the address of a server'],
    ['https://a.example/?x=1', 'cannot contain "?" or "#"'],
    ['s3://', 'Expected s3://BUCKET'],
    ['s3://Upper', 'small letters'],
    ['s3://ab', '3 to 63'],
    ['s3://bucket/../other', 'The prefix in a bucket may contain'],
    ['s3://bucket/a b', 'The prefix in a bucket may contain'],
  ])('tells what is wrong with %j', (text, words) => {
    expect(parseAddress(text)).toMatchObject({ wrong: expect.stringContaining(words) });
  });

  it.each([
    'https://ann:hidden@example.org',
    'https://hidden@example.org',
    's3://key:hidden@bucket',
    'https://a.example/?t=hidden',
  ])('knows that %s must not be shown', (text) => {
    expect(parseAddress(text)).toMatchObject({ secret: true, wrong: expect.not.stringContaining('hidden') });
  });
});

describe('parseBase()', () => {
  it('reads the address of a service, and nothing else', () => {
    expect(parseBase('https://minio.example.org:9000/')).toEqual(new URL('https://minio.example.org:9000'));
    expect(parseBase('s3://bucket')).toMatchObject({ wrong: expect.stringContaining('https://') });
    expect(parseBase('minio:9000')).toMatchObject({ wrong: expect.any(String) });
  });
});
