import type { S3Credentials } from './credentials.ts';

/** A bucket, and how to reach it. */
export interface Bucket {
  readonly bucket: string;
  /** Begins the name of each file; empty for none. */
  readonly prefix: string;
  readonly region: string;
  readonly style: 'path' | 'host';
  /** The address of the service. */
  readonly endpoint: URL;
  /** Without them, requests are not signed: a public bucket can be read. */
  readonly credentials: S3Credentials | undefined;
}
