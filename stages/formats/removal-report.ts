// What the stage `ablate` reports, and charts draw.

import { readFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';

export type Rule = 'similar' | 'merge' | 'norm' | 'activation' | 'random';

/** One filter that goes. */
export interface Removal {
  /** Its number in the whole layer, from 0. */
  readonly filter: number;
  /** Of the rules similar and merge: the filter that it was most like, which stays, and their cosine. */
  readonly like?: number;
  readonly cosine?: number;
}

/** How well a network does on the images. */
export interface Measured {
  readonly correct: number;
  /** 0..1 */
  readonly accuracy: number;
  /** Mean cross-entropy, nats per image. */
  readonly loss: number;
}

/** The whole network, which the others are compared with. */
export interface MeasuredWhole extends Measured {
  /** Of the accuracy, as a share of so many independent images. */
  readonly standardError: number;
}

/** A smaller network beside the whole one. */
export interface Compared extends Measured {
  /** Images that only the whole, and only the smaller network classifies correctly. */
  readonly onlyWhole: number;
  readonly onlySmaller: number;
  /** McNemar's exact test of the two. */
  readonly p: number;
}

export interface RemovalPoint extends Compared {
  /** How many filters are gone. */
  readonly removed: number;
  readonly parameters: number;
  /** Multiply-accumulate operations for one image. */
  readonly macs: number;
  /** After fine-tuning, where there is one: beside the whole network after the same. */
  readonly tuned?: Compared;
}

/** The removals by one rule, in one order. */
export interface RemovalCurve {
  readonly rule: Rule;
  /** From 0; the rule random has several. */
  readonly order: number;
  /** In the order in which they go. */
  readonly removals: readonly Removal[];
  /** Ascending by `removed`. */
  readonly points: readonly RemovalPoint[];
}

export interface RemovalReport {
  readonly layer: string;
  readonly type: string;
  readonly filters: number;
  readonly split: 'validation' | 'test';
  readonly images: number;
  readonly classes: number;
  /** Share of the commonest class among the images: what a constant answer gets right. */
  readonly chance: number;
  /** Epochs of fine-tuning; 0: none. */
  readonly epochs: number;
  readonly whole: MeasuredWhole & {
    readonly parameters: number;
    readonly macs: number;
    readonly tuned?: MeasuredWhole;
  };
  readonly curves: readonly RemovalCurve[];
}

/**
 * Reads a `removal` artifact.
 *
 * @throws StageFailure if it is none
 */
export async function readRemovalReport(path: string): Promise<RemovalReport> {
  const report: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isObject(report) || !Array.isArray(report['curves']) || !isObject(report['whole'])) {
    throw new StageFailure('Cannot read the report of removals: it has no "curves" and "whole"');
  }
  return report as unknown as RemovalReport;
}
