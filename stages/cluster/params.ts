export interface ClusterParams {
  /** Left out: codes with an autoencoder, else pixels. */
  readonly by?: 'codes' | 'pixels' | 'principal';
  readonly autoencoder?: string;
  readonly components: number;
  /** Left out: as many as there are classes. */
  readonly clusters?: number;
  readonly starts: number;
  readonly split: 'train' | 'validation' | 'test';
}
