import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import type { Diagnostic, Note } from '../core/diagnostic.ts';
import type { Use } from './locate.ts';
import { CannotWrite } from './place.ts';

/** What went wrong with a pack, as a diagnostic at the place that uses it. Its note tells the file and line where there is one. */
export function diagnose(error: unknown, use: Use, root: string): Diagnostic {
  if (isBuildFailure(error)) {
    return { message: `The pack "${use.name}" does not compile`, at: use.at, notes: error.errors.map(noteOf) };
  }
  if (error instanceof CannotWrite) {
    const message = `Cannot write the bundles of the pack "${use.name}" into .assay/packs (${error.message})`;
    return { message, at: use.at };
  }
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frame = stack.split('\n').find((line) => line.includes(root) && !line.includes(message));
  const notes: Note[] = frame === undefined ? [] : [{ message: frame.trim().replaceAll(`${root}/`, '') }];
  return { message: `The pack "${use.name}" cannot be used: ${message}`, at: use.at, notes };
}

/** A diagnostic about a part of a pack, with the line where its module exports it. */
export function partDiagnostic(
  message: string,
  { use, root, module }: { readonly use: Use; readonly root: string; readonly module: string | undefined },
): Diagnostic {
  if (module === undefined) return { message, at: use.at };
  const lines = readFileSync(module, 'utf8').split('\n');
  const line = lines.findIndex((text) => /^export (default|\{[^}]*\bas default\b)/.test(text)) + 1;
  return { message, at: use.at, notes: [{ message: `${relative(root, module)}:${Math.max(line, 1)}` }] };
}

function noteOf({ text, location }: Message): Note {
  if (location === null) return { message: text };
  return { message: `${location.file}:${location.line}:${location.column + 1}: ${text}` };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}
