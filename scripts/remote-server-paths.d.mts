export declare const S3S_VERSION: string;
export declare const MOTO_VERSION: string;
export declare const serversFolder: string;
export declare const s3sFolder: string;
export declare const motoFolder: string;
export declare function remoteServers(): {
  readonly nginx: string | undefined;
  readonly s3s: string | undefined;
  readonly moto: string | undefined;
};
