// What a command depends on beside its inputs: files of the project, versions of programs, variables.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { isAbsolute, relative, resolve } from 'node:path';
import type { JsonObject } from '../../engine/core/json.ts';
import type { CommandParams } from './params.ts';

const VERSION_TIMEOUT_MS = 20_000;
const LONGEST_VERSION = 4096;

/** Variables that every command gets from yours: they say where programs are, and change no result. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'SystemRoot'];

/**
 * Files by name, relative to the project's folder: name -> absolute path. A pattern that matches nothing stands for itself, so
 * that it counts as a missing file.
 */
export function filesOf({ files }: Pick<CommandParams, 'files'>): Readonly<Record<string, string>> {
  const root = process.cwd();
  const found = files.flatMap((pattern) => {
    if (!/[*?[\]{}()!]/.test(pattern)) return [resolve(root, pattern)];
    const matches = globSync()(pattern, {
      cwd: root,
      dot: true,
      absolute: true,
      onlyFiles: true,
      expandDirectories: false,
    });
    return matches.length > 0 ? matches : [resolve(root, pattern)];
  });
  const named = found.map((path) => [nameOf(path, root), path] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** Imported only where there is a pattern: most commands have none, and every start of the program reads this file. */
function globSync(): typeof import('tinyglobby').globSync {
  return (createRequire(import.meta.url)('tinyglobby') as typeof import('tinyglobby')).globSync;
}

function nameOf(path: string, root: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

/** What the declared commands print and the declared variables hold: part of the key. null for a variable that is not set. */
export function factsOf({ versions, environment }: Pick<CommandParams, 'versions' | 'environment'>): JsonObject {
  return {
    versions: Object.fromEntries(versions.map((command) => [command.join(' '), versionOf(command)])),
    environment: Object.fromEntries(environment.map((name) => [name, process.env[name] ?? null])),
  };
}

function versionOf([program = '', ...args]: readonly string[]): string {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: VERSION_TIMEOUT_MS,
    maxBuffer: 1024 * 1024,
    env: baseEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) return `(cannot be started: ${(error as NodeJS.ErrnoException).code ?? error.message})`;
  const printed = `${stdout}${stderr}`.trim().slice(0, LONGEST_VERSION);
  return status === 0 ? printed : `(exit code ${status}) ${printed}`;
}

/** What every command gets: where programs are, and the same language and time zone everywhere. */
export function baseEnvironment(): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}
