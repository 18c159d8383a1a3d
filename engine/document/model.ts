// The data of a report, as plain JSON: what `assay report --json` prints and what the page is drawn from. Nothing in it needs a
// store, a network or a clock, and all of it is text of strangers: whoever draws it escapes it.

/** What became of a step; `unknown` where the run did not record it, `running` and `waiting` where it goes on. */
export type Outcome =
  | 'run'
  | 'extended'
  | 'reused'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'unknown'
  | 'running'
  | 'waiting';

export type Cell = string | number | boolean | null;

/** A name with its value, both for people. */
export type Fact = readonly [name: string, value: string];

export interface Column {
  readonly name: string;
  /** What the word means, in one line; absent where nobody said. */
  readonly meaning?: string;
  /** Whether it is an axis of the sweep. */
  readonly axis?: true;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  /** In the order of `columns`. */
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that were left out because the table is too long. */
  readonly omitted?: number;
}

export interface Figure {
  readonly file: string;
  readonly step: string;
  readonly port: string;
  readonly digest: string;
  readonly bytes: number;
  /** What such a picture shows, in a sentence; absent where nobody said. */
  readonly about?: string;
  /** A `data:` address; absent where the picture is left out. */
  readonly source?: string;
  /** Why it is left out. */
  readonly missing?: string;
}

export interface PublishedFile {
  readonly file: string;
  readonly step: string;
  readonly kind: string;
  readonly bytes: number;
  readonly digest: string;
}

/** An artifact at a port of a step. */
export interface PortFact {
  readonly port: string;
  readonly digest: string;
  /** Of an input: the step that made it, where it is in the run. */
  readonly step?: string;
  /** Of an output. */
  readonly kind?: string;
  readonly bytes?: number;
  /** Of an output: the files that the run published it as. */
  readonly files?: readonly string[];
}

export interface ReportStep {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly outcome: Outcome;
  /** Where in the sweep it is. */
  readonly point: readonly Fact[];
  /** Why it ran, or why not, as sentences. */
  readonly why: readonly string[];
  /** The run that the reasons compare with. */
  readonly compared?: number;
  /** Of the execution that made the result. */
  readonly durationMs?: number;
  readonly key?: string;
  readonly seed?: number;
  readonly metrics: readonly (readonly [name: string, value: string | number])[];
  readonly params: readonly Fact[];
  readonly code: readonly Fact[];
  readonly runtime: readonly Fact[];
  readonly inputs: readonly PortFact[];
  readonly outputs: readonly PortFact[];
  readonly warnings: readonly string[];
  /** The job of a cluster that ran it: its id, its node, and where its output is. */
  readonly job?: string;
  /** What is known of an error, or of attempts that failed. */
  readonly errors: readonly string[];
  /** What cannot be shown of it, and why. */
  readonly gap?: string;
}

export interface GraphNode {
  readonly name: string;
  readonly stage: string;
  /** Of its instances, in the order of the plan. */
  readonly outcomes: readonly Outcome[];
  /** The step that a click leads to. */
  readonly first: string;
  readonly durationMs: number;
  /** Its upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Graph {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface Bar {
  readonly step: string;
  /** After the start of the run. */
  readonly startMs: number;
  readonly durationMs: number;
  /** From 0: bars of one slot do not overlap. */
  readonly slot: number;
}

export interface Timeline {
  readonly spanMs: number;
  readonly slots: number;
  readonly bars: readonly Bar[];
  /** Ids of the steps that ran, and whose start was not recorded. */
  readonly unplaced: readonly string[];
}

export interface Verified {
  readonly summary: string;
  readonly good: boolean;
  /** One for each verification, oldest first. */
  readonly lines: readonly string[];
}

/** A curve: what one step has measured under one name. */
export interface Series {
  readonly step: string;
  /** For people: the point of the sweep, and which curve it is where the step has several. */
  readonly label: string;
  /** The measured value; `loss`, `validationLoss`. */
  readonly name: string;
  /** Whether it is being measured now. */
  readonly running: boolean;
  /** `[at, value]`, in the order of `at`. */
  readonly points: readonly (readonly [at: number, value: number])[];
  /** Of runs that are compared, which of them it is from, counted from 0. */
  readonly group?: number;
}

/** Curves that belong on one pair of axes. */
export interface CurveChart {
  /** Name of the step in the file. */
  readonly step: string;
  /** `loss`, `accuracy`. */
  readonly metric: string;
  readonly unit: string;
  readonly of?: number;
  readonly series: readonly Series[];
  /** How many curves were left out. */
  readonly omitted: number;
}

/** One run, ready to be shown. */
export interface ReportDocument {
  readonly format: 1;
  readonly experiment: string;
  readonly run: number;
  readonly status: 'running' | 'done' | 'failed' | 'interrupted';
  /** Its job on a cluster has not begun. */
  readonly waits?: true;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly question: string;
  /** What the description says after the question. */
  readonly about?: string;
  /** What the run found, in sentences, or how it ended; the first says the most. */
  readonly lead: readonly string[];
  /** What the report cannot show, and why. */
  readonly gaps: readonly string[];
  readonly tags: readonly string[];
  readonly note?: string;
  readonly facts: readonly Fact[];
  readonly counts: readonly (readonly [outcome: Outcome, count: number])[];
  readonly answer: readonly Table[];
  readonly figures: readonly Figure[];
  /** What its steps measured on their way, as far as the journal tells: of steps that were reused, nothing. */
  readonly curves: readonly CurveChart[];
  readonly files: readonly PublishedFile[];
  readonly sweeps: readonly Table[];
  readonly graph: Graph;
  readonly steps: readonly ReportStep[];
  readonly timeline: Timeline;
  /** The experiment file with overrides applied, as YAML. */
  readonly source: string;
  readonly environment: readonly { readonly title: string; readonly facts: readonly Fact[] }[];
  /** Lines for a shell. */
  readonly rerun: readonly string[];
  readonly verified: Verified;
  /** `data`: the publications of the datasets. */
  readonly cite: { readonly text: string; readonly bibtex: string; readonly data: readonly string[] };
}

/** One of the runs of a comparison. */
export interface ComparedRun extends Pick<
  ReportDocument,
  | 'experiment'
  | 'run'
  | 'status'
  | 'startedAt'
  | 'durationMs'
  | 'lead'
  | 'gaps'
  | 'tags'
  | 'note'
  | 'counts'
  | 'verified'
> {
  /** `run 3`, or `quickstart@3` where the runs are of several experiments. */
  readonly label: string;
}

/** What each run has under one name, in the order of the runs; null where it has nothing. */
export interface ComparedValue {
  readonly name: string;
  readonly values: readonly Cell[];
}

/** A metric of a step at one point of the sweep. */
export interface ComparedMetric {
  readonly step: string;
  readonly metric: string;
  readonly point: readonly Fact[];
  readonly values: readonly Cell[];
}

export interface ComparedFigure {
  readonly file: string;
  /** All runs have it, and its bytes are the same: then `pictures` has only the first run's. */
  readonly same: boolean;
  readonly pictures: readonly (Figure | null)[];
}

/** Runs side by side, ready to be shown. */
export interface Comparison {
  readonly format: 1;
  readonly title: string;
  /** Where all runs ask the same. */
  readonly question?: string;
  readonly runs: readonly ComparedRun[];
  /** Where the experiment files differ, overrides applied. */
  readonly parameters: readonly ComparedValue[];
  /** How many values the first run's file has. */
  readonly parameterCount: number;
  /** Those that differ. */
  readonly metrics: readonly ComparedMetric[];
  readonly equalMetrics: number;
  /** The same curves of all runs on the same axes. */
  readonly curves: readonly CurveChart[];
  readonly figures: readonly ComparedFigure[];
  /** What became of the steps that not all runs have a result of. */
  readonly steps: readonly ComparedValue[];
  /** What differs in machine, numbers, versions and data. */
  readonly environment: readonly ComparedValue[];
  /** Of the artifacts that all runs have, how many are the same bytes. */
  readonly artifacts: { readonly same: number; readonly of: number };
}
