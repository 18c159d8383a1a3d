import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assay, eventsOf, filesIn, leftovers, publishedOf, startAssay, stepsThat, TINY } from '../helpers/assay.ts';
import { folderWith, shell } from '../helpers/project.ts';
import { faultyProxy, type Fault } from '../helpers/remote/faulty-proxy.ts';
import { fileServer, type FileServer } from '../helpers/remote/file-server.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Machines are folders that share nothing but a server.

let server: FileServer;
let count = 0;
beforeAll(async () => {
  server = await fileServer();
});
afterAll(() => server.stop());

const FILES = {
  'words.txt': 'a\n1\n',
  'x.yaml': `experiment: x
steps:
  one: ${shell('cat words.txt > {outputs.table}', ', files: [words.txt]')}
  two: ${shell('cat {inputs.table} words.txt > {outputs.table}', ', inputs: { table: one }, files: [words.txt]')}
outputs: { two.csv: two.table }
`,
};

/** A place of its own at the server. */
function place(): string {
  count += 1;
  return `/lab-${count}`;
}

/** A machine with the project. */
function machine(url: string, more = ''): string {
  return folderWith({ ...FILES, 'assay.yaml': `commands: true\nremote: { url: "${url}"${more} }\n` });
}

const PUSH = { ASSAY_REMOTE_PUSH: '1' };
const run = (cwd: string, env: Readonly<Record<string, string>> = {}) =>
  assay(['run', 'x.yaml', '--json'], { cwd, env });
const noticesOf = (outcome: Awaited<ReturnType<typeof run>>): readonly string[] =>
  eventsOf(outcome).flatMap(({ type, message }) => (type === 'notice' ? [String(message)] : []));

describe('assay run and plan with a remote cache', () => {
  it('reuse on one machine what another has made; plan says what would be downloaded, and downloads nothing', async () => {
    const url = server.origin + place();
    const [a, b] = [machine(url, ', push: true'), machine(url)];
    const made = await run(a);
    expect(made.code, made.err).toBe(0);
    expect(noticesOf(made)).toEqual([`${url}: uploaded 2 results (12 B)`]);

    const plan = await assay(['plan', 'x.yaml'], { cwd: b });
    expect(plan.out).toContain('x: 2 steps, 0 to reuse, 2 to fetch (12 B)');
    expect(plan.out).toMatch(/one +command +fetch +the remote cache has it \(4 B\)/);
    const json = await assay(['plan', 'x.yaml', '--json'], { cwd: b });
    expect(JSON.parse(json.out)).toMatchObject({
      steps: [
        { id: 'one', action: 'reuse', download: 4 },
        { id: 'two', action: 'reuse', download: 8 },
      ],
    });
    expect(filesIn(join(b, 'artifacts'))).toEqual([]);

    const reused = await run(b);
    expect(reused.code, reused.err).toBe(0);
    expect(stepsThat('reused', reused)).toEqual(['one', 'two']);
    expect(noticesOf(reused)).toEqual([`${url}: downloaded 2 results (12 B)`]);
    expect(publishedOf(b, 'x', 1)).toEqual(publishedOf(a, 'x', 1));
    expect(leftovers(b)).toEqual([]);
    expect((await assay(['fsck'], { cwd: b })).code).toBe(0);
    expect((await assay(['plan', 'x.yaml'], { cwd: b })).out).toContain('2 to reuse. Nothing to do.');
  });

  it('upload nothing unless the project or ASSAY_REMOTE_PUSH says so', async () => {
    const path = place();
    const cwd = machine(server.origin + path);
    expect((await run(cwd)).code).toBe(0);
    const there = (): number => [...server.files.keys()].filter((name) => name.startsWith(`${path}/`)).length;
    expect(there()).toBe(0);
    rmSync(join(cwd, 'artifacts'), { recursive: true });
    expect((await run(cwd, PUSH)).code).toBe(0);
    expect(there()).toBe(4);
    expect((await run(machine(server.origin + place(), ', push: true'), { ASSAY_REMOTE_PUSH: '0' })).code).toBe(0);
  });

  it('take the address from --remote, then ASSAY_REMOTE, then the project; "off" means none', async () => {
    const [url, other] = [server.origin + place(), server.origin + place()];
    await run(machine(url), PUSH);
    const cwd = machine(other);
    const planned = async (args: readonly string[], env = {}): Promise<string> =>
      (await assay(['plan', 'x.yaml', ...args], { cwd, env })).out;
    expect(await planned([])).not.toContain('to fetch');
    expect(await planned([], { ASSAY_REMOTE: url })).toContain('2 to fetch');
    expect(await planned(['--remote', url])).toContain('2 to fetch');
    expect(await planned(['--remote', 'off'], { ASSAY_REMOTE: url })).not.toContain('to fetch');
    const without = folderWith({ ...FILES, 'assay.yaml': 'commands: true\n' });
    expect((await assay(['plan', 'x.yaml', '--remote', url], { cwd: without })).out).toContain('2 to fetch');
  });

  it('download a lost object before its step is run again', async () => {
    const url = server.origin + place();
    const cwd = machine(url, ', push: true');
    await run(cwd);
    const objects = join(cwd, 'artifacts', 'objects', 'sha256');
    for (const file of filesIn(objects)) {
      chmodSync(join(objects, file), 0o644);
      writeFileSync(join(objects, file), 'b\n2\n'.repeat(statSync(join(objects, file)).size / 4));
    }
    const healed = await run(cwd);
    expect(stepsThat('reused', healed)).toEqual(['one', 'two']);
    expect(noticesOf(healed).at(-1)).toBe(`${url}: downloaded 2 results (12 B)`);
    expect((await assay(['fsck'], { cwd })).code).toBe(0);
  });

  it.each<[string, Fault, RegExp]>([
    ['breaks every connection', 'reset', /the server broke the connection/],
    ['never answers', 'silence', /next to nothing for 10 s/],
    ['always fails', { status: 500 }, /reports a fault of its own \(HTTP 500\)/],
    ['is full', { status: 507 }, /has no space for more \(HTTP 507\)/],
    ['denies access', { status: 403 }, /does not allow you to read \(HTTP 403\).*Set ASSAY_REMOTE_TOKEN/],
    ['answers nonsense', { status: 200, body: 'nonsense' }, /contains no record. It is not used/],
  ])('do the same work, with a word about it, when the server %s', async (_, fault, words) => {
    const proxy = await faultyProxy(server.origin);
    try {
      const cwd = machine(proxy.origin + place(), ', push: true');
      proxy.fault = ({ method }) =>
        typeof fault === 'object' && 'status' in fault && fault.status === 507 && method !== 'PUT' ? undefined : fault;
      const outcome = await run(cwd);
      expect(outcome.code, outcome.err).toBe(0);
      expect(stepsThat('finished', outcome)).toEqual(['one', 'two']);
      expect(noticesOf(outcome).join('\n')).toMatch(words);
      expect(leftovers(cwd)).toEqual([]);
      expect((await assay(['fsck'], { cwd })).code).toBe(0);
    } finally {
      await proxy.stop();
    }
  });

  it('compute what a lying server would have them believe', async () => {
    const path = place();
    const [a, b] = [machine(server.origin + path), machine(server.origin + path)];
    await run(a, PUSH);
    for (const [name, file] of server.files)
      if (name.startsWith(`${path}/cas/`)) server.files.set(name, Buffer.from(file).fill('9'));
    const outcome = await run(b);
    expect(stepsThat('finished', outcome)).toEqual(['one', 'two']);
    expect(publishedOf(b, 'x', 1)).toEqual(publishedOf(a, 'x', 1));
    expect(noticesOf(outcome).join('\n')).toContain('has other content there');
  });

  it('believe only results that are signed by a key that the project trusts', async () => {
    const path = place();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    await run(machine(server.origin + path), PUSH);
    const trusting = machine(server.origin + path, `, trust: ["${key}"]`);
    const refused = await run(trusting);
    expect(stepsThat('finished', refused)).toEqual(['one', 'two']);
    expect(noticesOf(refused).join('\n')).toContain('is not signed. It is not used');
    await run(machine(server.origin + path, ', trust: []'), { ...PUSH, ASSAY_SIGNING_KEY: pem });
    const other = machine(server.origin + place());
    await run(other, { ...PUSH, ASSAY_SIGNING_KEY: pem });
    expect(
      (await assay(['push', 'x', '--remote', server.origin + path], { cwd: other, env: { ASSAY_SIGNING_KEY: pem } }))
        .code,
    ).toBe(0);
    const believing = await run(machine(server.origin + path, `, trust: ["${key}"]`));
    expect(stepsThat('reused', believing)).toEqual(['one', 'two']);
  });
});

describe('assay and an address that is none', () => {
  it.each([
    ['url: nonsense', /assay.yaml:2:.*Expected the address of a remote cache, for example https/s],
    ['url: "ftp://x.example/a"', /Unknown scheme "ftp".*Allowed: "https", "http" or "s3"/s],
    ['url: "s3://Not_A_Bucket"', /The name of a bucket has 3 to 63 small letters/],
    [
      'url: "s3://results", endpoint: "minio:9000"',
      /Expected an address that begins with https|Expected the address of a server/,
    ],
    ['url: "s3://results", style: virtual', /"path" or "host"/],
    ['url: "https://x.example", trust: [nonsense]', /Expected a public key \(ed25519/],
    ['push: true', /url/],
    ['url: "https://x.example", pusch: true', /Unknown key "pusch", did you mean "push"\?/],
  ])('tells a fault of assay.yaml at its place: %s', async (section, words) => {
    const cwd = folderWith({ ...FILES, 'assay.yaml': `commands: true\nremote: { ${section} }\n` });
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(err).toContain('Nothing was run');
  });

  it.each(['run', 'plan'])('tells ASSAY_REMOTE, before %s does anything', async (command) => {
    const cwd = machine('https://x.example');
    const { code, err } = await assay([command, 'x.yaml'], { cwd, env: { ASSAY_REMOTE: 'gopher://x' } });
    expect(code).toBe(2);
    expect(err).toContain('--remote or ASSAY_REMOTE: Unknown scheme "gopher"');
    expect(filesIn(join(cwd, 'artifacts', 'objects'))).toEqual([]);
  });

  it.each([
    [{ ASSAY_REMOTE_USER: 'ann' }, 'ASSAY_REMOTE_USER is set and ASSAY_REMOTE_PASSWORD is not'],
    [{ ASSAY_SIGNING_KEY: 'nonsense' }, 'ASSAY_SIGNING_KEY contains no private key'],
    [{ ASSAY_REMOTE_PUSH: 'maybe' }, 'Expected 1 or 0 in ASSAY_REMOTE_PUSH, found "maybe"'],
  ])('tells a wrong variable: %j', async (env, words) => {
    const { code, err } = await assay(['run', 'x.yaml'], { cwd: machine('https://x.example'), env });
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('assay and secrets', () => {
  const SECRETS = {
    ASSAY_REMOTE_TOKEN: 'tok-7f3a9c',
    ASSAY_SIGNING_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'der', type: 'pkcs8' })
      .toString('base64'),
    AWS_ACCESS_KEY_ID: 'AKID-5521',
    AWS_SECRET_ACCESS_KEY: 'aws-8d1e2b',
    AWS_SESSION_TOKEN: 'session-44c0',
  };
  const isClean = (text: string): boolean => !Object.values(SECRETS).some((secret) => text.includes(secret));

  it.each<[string, string, Fault | undefined]>([
    ['HTTP', '', undefined],
    ['HTTP that denies access', '', { status: 401, body: SECRETS.ASSAY_REMOTE_TOKEN }],
    [
      'HTTP that redirects',
      '',
      { status: 302, headers: { location: `https://e.example/?t=${SECRETS.ASSAY_REMOTE_TOKEN}` } },
    ],
    [
      'S3 that echoes the request',
      's3',
      {
        status: 403,
        body: `<Error><Code>AccessDenied</Code><Message>${SECRETS.AWS_SECRET_ACCESS_KEY}</Message></Error>`,
      },
    ],
  ])('never shows or keeps one: %s', async (_, kind, fault) => {
    const proxy = await faultyProxy(server.origin);
    proxy.fault = () => fault;
    try {
      const section =
        kind === 's3' ? `url: "s3://results", endpoint: "${proxy.origin}"` : `url: "${proxy.origin}${place()}"`;
      const cwd = folderWith({
        ...FILES,
        'assay.yaml': `commands: true\nremote: { ${section}, push: true }\n`,
        'x.yaml': FILES['x.yaml'].replace('cat words.txt >', 'env >'),
      });
      const env = SECRETS;
      const outcomes = [
        await run(cwd, env),
        await assay(['plan', 'x.yaml'], { cwd, env }),
        await assay(['push', 'x'], { cwd, env }),
        await assay(['pull', 'x'], { cwd, env }),
        await assay(['show', 'x'], { cwd, env }),
        await assay(['report', 'x', '-o', 'report.html'], { cwd, env }),
        await assay(['fsck'], { cwd, env }),
      ];
      for (const { out, err } of outcomes) expect(isClean(out + err)).toBe(true);
      const files = filesIn(cwd).filter((file) => statSync(join(cwd, file)).isFile());
      expect(files).toContain('report.html');
      for (const file of files) expect(isClean(readFileSync(join(cwd, file), 'latin1')), file).toBe(true);
      for (const file of server.files.values()) expect(isClean(file.toString('latin1'))).toBe(true);
    } finally {
      await proxy.stop();
    }
  });

  it('does not show a password in an address, wherever it stands', async () => {
    const url = 'https://ann:pass-91ab@x.example/cache';
    const cwd = folderWith({ ...FILES, 'assay.yaml': `commands: true\nremote: { url: "${url}" }\n` });
    const inFile = await assay(['plan', 'x.yaml'], { cwd });
    expect(inFile.code).toBe(2);
    expect(inFile.err).toContain('contains a user or a password. Set ASSAY_REMOTE_USER');
    const inVariable = await assay(['plan', 'x.yaml', '--json'], {
      cwd: machine('https://x.example'),
      env: { ASSAY_REMOTE: url },
    });
    expect(inVariable.code).toBe(2);
    for (const { out, err } of [inFile, inVariable]) expect(out + err).not.toContain('pass-91ab');
  });
});

describe('assay push and pull', () => {
  it('move a run: it is there as it was, and known again', async () => {
    const url = server.origin + place();
    const [a, b] = [machine(url), machine(url)];
    await run(a);
    expect((await assay(['tag', 'x', 'good'], { cwd: a })).code).toBe(0);
    const pushed = await assay(['push', 'x'], { cwd: a });
    expect(pushed.code, pushed.err).toBe(0);
    expect(pushed.out).toContain('Get it with: assay pull x@1');
    await run(b, { ASSAY_REMOTE: 'off' });
    const pulled = await assay(['pull', 'x', '--json'], { cwd: b });
    expect(pulled.code, pulled.err).toBe(0);
    expect(JSON.parse(pulled.out)).toEqual({
      name: 'x@latest',
      experiment: 'x',
      run: 2,
      known: false,
      objects: 0,
      bytes: 0,
    });
    const shown = await assay(['show', 'x', '2'], { cwd: b });
    expect(shown.out).toContain('x run 2: done');
    expect(shown.out).toContain(`pulled from ${url} (x@latest, there run 1)`);
    expect((await assay(['log', 'x', '--tag', 'good'], { cwd: b })).out).toContain('2');
    expect(publishedOf(b, 'x', 2)['two.csv']).toBe(publishedOf(a, 'x', 1)['two.csv']);
    const again = await assay(['pull', 'x@1', '--json'], { cwd: b });
    expect(JSON.parse(again.out)).toMatchObject({ run: 2, known: true });
    const verified = await assay(['verify', 'x.yaml'], { cwd: b });
    expect(verified.out).toContain('came out the same');
    expect(leftovers(b)).toEqual([]);
  });

  it('do not take a name away from another run, unless they are told to', async () => {
    const url = server.origin + place();
    const [a, b, c] = [machine(url), machine(url), machine(url)];
    await run(a);
    await run(b);
    expect((await assay(['push', 'x@1'], { cwd: a })).code).toBe(0);
    expect((await assay(['push', 'x@1'], { cwd: a })).code).toBe(0);
    const refused = await assay(['push', 'x@1'], { cwd: b });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(`Another run is called x@1 at ${url}`);
    expect(refused.err).toContain('--as NAME');
    expect((await assay(['push', 'x@1', '--as', 'mine'], { cwd: b })).out).toContain('assay pull x@mine');
    expect((await assay(['push', 'x@1', '--replace'], { cwd: b })).code).toBe(0);
    expect((await assay(['pull', 'x@1'], { cwd: c })).code).toBe(0);
    expect((await assay(['pull', 'x@mine'], { cwd: c })).out).toContain('It is here already');
    expect((await assay(['push', 'x', '--as', '../x'], { cwd: b })).err).toContain('Cannot call a run');
  });

  it('tell what is not there', async () => {
    const path = place();
    const url = server.origin + path;
    const [a, b] = [machine(url), machine(url)];
    const none = await assay(['pull', 'x'], { cwd: b });
    expect(none.code).toBe(2);
    expect(none.err).toContain(`There is no run called x@latest at ${url}`);
    await run(a);
    await assay(['push', 'x'], { cwd: a });
    const lost = [...server.files.keys()].find((name) => name.startsWith(`${path}/cas/`)) ?? '';
    server.files.delete(lost);
    const half = await assay(['pull', 'x'], { cwd: b });
    expect(half.code).toBe(1);
    expect(half.err).toMatch(/no longer has all of x@latest: the results of (one|two) are gone/);
    expect(readdirSync(join(b, 'artifacts'))).not.toContain('runs');
    expect((await assay(['push', 'x'], { cwd: a })).out).toContain('1 file');
    expect((await assay(['pull', 'x'], { cwd: b })).code).toBe(0);
    const nowhere = await assay(['pull', 'x'], { cwd: folderWith(FILES) });
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain('There is no remote cache');
  });

  it('refuse a run of which a result is gone here', async () => {
    const cwd = machine(server.origin + place());
    await run(cwd);
    rmSync(join(cwd, 'artifacts', 'actions'), { recursive: true });
    const { code, err } = await assay(['push', 'x'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('The results of one, two of run 1 are no longer in this store');
    expect(err).toContain('assay run x.yaml');
  });

  it('refuse a run that is no run, and one whose paths lead elsewhere', async () => {
    const path = place();
    const [a, b] = [machine(server.origin + path), machine(server.origin + path)];
    await run(a);
    await assay(['push', 'x'], { cwd: a });
    const { writeEntry } = await import('../../engine/store/remote/entry.ts');
    const { digestOf, hexOf } = await import('../../engine/core/digest.ts');
    const name = `${path}/ac/${hexOf(digestOf('remote run', 'x@1'))}`;
    const body = JSON.parse(/"run":(.*)\}\n$/s.exec(server.files.get(name)?.toString() ?? '')?.[1] ?? '');
    const put = (change: object): void =>
      void server.files.set(
        name,
        Buffer.from(writeEntry('run', { ...body, run: { ...body.run, ...change } }, undefined)),
      );
    put({ steps: [{ id: 'one', outputs: { table: { digest: '../../x' } } }] });
    expect((await assay(['pull', 'x@1'], { cwd: b })).err).toContain('is no run of this version of Assay');
    put({ outputs: [{ ...body.run.outputs[0], file: '../../escaped.csv' }] });
    expect((await assay(['pull', 'x@1'], { cwd: b })).err).toContain('Cannot publish an output as');
    put({ experiment: '../x' });
    expect((await assay(['pull', 'x@1'], { cwd: b })).err).toContain('Cannot keep runs of an experiment called');
    expect(filesIn(b).filter((file) => file.includes('escaped'))).toEqual([]);
  });

  it('keep what has come when they are interrupted, and go on from there', async () => {
    const proxy = await faultyProxy(server.origin);
    try {
      const path = place();
      const [a, b] = [machine(server.origin + path), machine(proxy.origin + path)];
      await run(a);
      await assay(['push', 'x'], { cwd: a });
      let served = 0;
      const second = new Promise<void>((reached) => {
        proxy.fault = ({ path: asked }) => {
          if (!asked.includes('/cas/')) return undefined;
          served += 1;
          if (served < 2) return undefined;
          reached();
          return 'silence';
        };
      });
      const call = startAssay(['pull', 'x'], { cwd: b });
      await second;
      await new Promise((done) => setTimeout(done, 300));
      call.kill('SIGINT');
      const stopped = await call.outcome;
      expect(stopped.code).toBe(130);
      expect(stopped.err).toContain('What has come is kept; pull again to continue.');
      expect(leftovers(b)).toEqual([]);
      proxy.fault = () => undefined;
      const pulled = await assay(['pull', 'x', '--json'], { cwd: b });
      expect(JSON.parse(pulled.out)).toMatchObject({ known: false, objects: 1 });
    } finally {
      await proxy.stop();
    }
  });

  it('let a colleague extend a training from where it ended, with the same bytes', async () => {
    const env = { ASSAY_REMOTE: server.origin + place() };
    const [a, b] = [tempDir(), tempDir()];
    for (const folder of [a, b]) mkdirSync(join(folder, 'tmp'), { recursive: true });
    const until = ['--until', 'training', '--set', 'sweep.filters=[6]'];
    const longer = [...until, '--set', 'steps.training.epochs=2', '--json'];
    expect((await assay(['run', TINY, ...until], { cwd: a })).code).toBe(0);
    expect((await assay(['push', 'tiny'], { cwd: a, env })).code).toBe(0);
    const pulled = await assay(['pull', 'tiny'], { cwd: b, env });
    expect(pulled.code, pulled.err).toBe(0);
    const off = { ASSAY_REMOTE: 'off' };
    const plan = await assay(['plan', TINY, ...longer], { cwd: b, env: off });
    expect(JSON.parse(plan.out)).toMatchObject({ steps: [{ action: 'reuse' }, { kind: 'extend', from: 1 }] });
    const extended = await assay(['run', TINY, ...longer], { cwd: b, env: off });
    expect(noticesOf(extended).join('\n')).toContain('training[filters=6] continues after 1');
    const fresh = await assay(['run', TINY, ...longer], { cwd: tempDir() });
    const outputsOf = (outcome: typeof fresh): unknown =>
      eventsOf(outcome).find(({ type, step }) => type === 'finished' && String(step).startsWith('training'))?.[
        'outputs'
      ];
    expect(outputsOf(extended)).toEqual(outputsOf(fresh));
  });
});
