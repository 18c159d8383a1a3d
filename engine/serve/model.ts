// What the live page asks its server for, as plain JSON. All of it is text of strangers: whoever draws it escapes it.

import type { Preview } from '../core/preview.ts';

export type { Preview, PreviewBlock } from '../core/preview.ts';
import type { CurveChart, Fact, ReportDocument } from '../document/model.ts';

/** One run in the list. */
export interface RunSummary {
  readonly experiment: string;
  readonly run: number;
  /** `killed`: its process is gone and it has no end. `damaged`: its record cannot be read. */
  readonly status: 'running' | 'done' | 'failed' | 'interrupted' | 'killed' | 'damaged';
  /** ISO 8601; empty for a damaged one. */
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly seed?: string;
  /** How many steps ended in which way; empty where nobody knows. */
  readonly counts: readonly (readonly [action: string, count: number])[];
  /** What is worth saying of it in a line: an error, or some metrics. */
  readonly line: string;
  readonly tags: readonly string[];
  readonly note?: string;
  /** Of one that goes on. */
  readonly share?: number;
  readonly leftMs?: number;
}

/** All runs of the store, newest first in each experiment. */
export interface RunList {
  /** Changes with anything in the list. */
  readonly version: string;
  /** The server's clock, milliseconds since 1970. */
  readonly at: number;
  /** How many runs there are, and how many of them have been read so far. */
  readonly total: number;
  readonly read: number;
  readonly runs: readonly RunSummary[];
  /** What is wrong with the store; absent where nothing is. */
  readonly problem?: string;
}

export interface RunningStep {
  readonly id: string;
  readonly name: string;
  readonly point: readonly Fact[];
  /** `batches 12/50, loss 0.31`; empty for a step that reports none. */
  readonly text: string;
  /** 0 .. 1; absent where nobody knows. */
  readonly share?: number;
  readonly sinceMs: number;
  readonly slots: readonly number[];
}

export interface LiveEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the step; absent for a remark on the run. */
  readonly step?: string;
  readonly kind: 'started' | 'ended' | 'failed' | 'remark';
  readonly text: string;
}

/** A run as its journal tells it now. */
export interface LiveRun {
  /** Changes with the journal. */
  readonly version: string;
  readonly status: RunSummary['status'];
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly counts: readonly (readonly [state: string, count: number])[];
  readonly total: number;
  /** The part of the time that is over, 0 .. 1; absent where nobody knows. */
  readonly share?: number;
  /** How long it may still take, at least. */
  readonly leftMs?: number;
  /** Whether nothing is known of the duration of some steps: `leftMs` is the least, then. */
  readonly atLeast: boolean;
  /** The first of them, in the order of the plan. */
  readonly running: readonly RunningStep[];
  readonly charts: readonly CurveChart[];
  /** The newest last. */
  readonly events: readonly LiveEvent[];
  /** Why it cannot be stopped from here; absent where it can. */
  readonly unstoppable?: string;
  /** What the page should say of the journal: that there is none, or that parts of it are damaged. */
  readonly gap?: string;
}

/** A report whose steps have no details: these come one by one. */
export interface RunDocument {
  readonly document: ReportDocument;
  /** Changes with the run's record, its notes and its verifications. */
  readonly version: string;
}

/** What there is to see of an artifact. */
export interface ArtifactView {
  readonly kind: string;
  readonly bytes: number;
  readonly preview?: Preview;
  /** A `data:` address of a picture. */
  readonly picture?: string;
  /** Why nothing can be shown. */
  readonly gap?: string;
}

/** A failed request. */
export interface Problem {
  readonly error: string;
  readonly hint?: string;
}
