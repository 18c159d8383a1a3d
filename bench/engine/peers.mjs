// The same job for other engines: one step that writes a number into a file, and the others, each after the first.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NPM = { wireit: '0.14.13', turbo: '2.11.11' };
const PIP = { ninja: '1.13.2', snakemake: '9.27.1' };

/**
 * Installs the engines into `folder`, each by itself.
 *
 * @returns by name: `peer` and its version, or `missing`, the reason why it could not be installed
 */
export function installPeers(folder, cores) {
  const python = join(folder, 'venv', 'bin');
  const found = {};
  for (const [name, version] of Object.entries(PIP)) {
    found[name] = attempt(() => {
      if (!existsSync(join(python, 'python'))) execFileSync('python3', ['-m', 'venv', join(folder, 'venv')], QUIET);
      const program = join(python, name);
      if (!existsSync(program)) execFileSync(join(python, 'pip'), ['install', '--quiet', `${name}==${version}`], QUIET);
      return { version, ...PEERS[name](program, cores) };
    });
  }
  for (const [name, version] of Object.entries(NPM)) {
    found[name] = attempt(() => {
      const home = join(folder, name);
      const program = join(home, 'node_modules', '.bin', name);
      mkdirSync(home, { recursive: true });
      if (!existsSync(join(home, 'package.json'))) writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
      if (!existsSync(program))
        execFileSync('npm', ['install', '--no-audit', '--no-fund', '--save-exact', `${name}@${version}`], {
          ...QUIET,
          cwd: home,
        });
      return { version, ...PEERS[name](program, cores) };
    });
  }
  return found;
}

const QUIET = { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 300_000 };

function attempt(install) {
  try {
    return install();
  } catch (error) {
    const why = String(error.stderr || error.message).trim();
    return { missing: why.slice(-300) };
  }
}

const range = (count) => Array.from({ length: count }, (_, index) => index);

/**
 * Each has `write(folder, steps)`, which writes the job; `run`, the command that does it; where there is one, `plan`, the
 * command that only says what would be done; and what must be in the environment.
 */
const PEERS = {
  ninja: (program, cores) => ({
    write(folder, steps) {
      const edges = range(steps).map((n) =>
        n === 0 ? 'build out/0: write\n  n = 0\n' : `build out/${n}: write out/0\n  n = ${n}\n`,
      );
      writeFileSync(join(folder, 'build.ninja'), `rule write\n  command = echo $n > $out\n${edges.join('')}`);
    },
    run: [program, '--quiet', '-j', String(cores)],
    plan: [program, '--quiet', '-n'],
  }),
  snakemake: (program, cores) => ({
    write(folder, steps) {
      writeFileSync(
        join(folder, 'Snakefile'),
        [
          `rule all:\n    input: expand("out/{n}", n=range(1, ${steps}))`,
          'rule first:\n    output: "out/0"\n    shell: "echo 0 > {output}"',
          'rule write:\n    input: "out/0"\n    output: "out/{n,[1-9][0-9]*}"\n    shell: "echo {wildcards.n} > {output}"',
          '',
        ].join('\n\n'),
      );
    },
    // The other scheduler solves an integer program at each step.
    run: [program, '--cores', String(cores), '--scheduler', 'greedy', '--quiet', 'all'],
    plan: [program, '--dry-run', '--quiet', 'all'],
  }),
  wireit: (program, cores) => ({
    write(folder, steps) {
      const scripts = { all: 'wireit' };
      const wireit = { all: { dependencies: range(steps - 1).map((n) => `s${n + 1}`) } };
      for (const n of range(steps)) {
        scripts[`s${n}`] = 'wireit';
        wireit[`s${n}`] = {
          command: `echo ${n} > out/${n}`,
          files: [],
          output: [`out/${n}`],
          ...(n > 0 && { dependencies: ['s0'] }),
        };
      }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts, wireit }, null, 1));
    },
    run: ['npm', 'run', '--silent', 'all'],
    env: { WIREIT_PARALLEL: String(cores), WIREIT_LOGGER: 'simple', PATH: pathWith(program) },
  }),
  turbo: (program, cores) => ({
    write(folder, steps) {
      const scripts = { all: 'true' };
      const tasks = { all: { cache: true, dependsOn: range(steps - 1).map((n) => `s${n + 1}`), outputs: [] } };
      for (const n of range(steps)) {
        scripts[`s${n}`] = `echo ${n} > out/${n}`;
        tasks[`s${n}`] = { inputs: ['package.json'], outputs: [`out/${n}`], ...(n > 0 && { dependsOn: ['s0'] }) };
      }
      const name = { name: 'job', private: true, packageManager: 'npm@10.8.2' };
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...name, scripts }, null, 1));
      writeFileSync(
        join(folder, 'package-lock.json'),
        JSON.stringify({ name: 'job', lockfileVersion: 3, packages: { '': { name: 'job' } } }),
      );
      writeFileSync(join(folder, 'turbo.json'), JSON.stringify({ tasks, cacheDir: 'cache' }, null, 1));
    },
    run: [program, 'run', 'all', `--concurrency=${cores}`, '--output-logs=none', '--no-daemon'],
    plan: [program, 'run', 'all', '--dry=json', '--no-daemon'],
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  }),
};

function pathWith(program) {
  return `${join(program, '..')}:${process.env.PATH}`;
}
