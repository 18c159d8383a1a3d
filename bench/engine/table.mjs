const NAMES = { assay: 'Assay', ninja: 'ninja', wireit: 'wireit', turbo: 'Turborepo', snakemake: 'Snakemake' };

/** The tables of docs/performance.md: targets, then the same job beside the peers, then the large store. */
export function table(results) {
  const { small, large, store } = results;
  const [few, many] = [small, large].map(({ steps }) => steps.toLocaleString('en'));
  const own = [
    ['10,000 steps planned', seconds(results.plan10kMs), '< 0.5 s'],
    ['100,000 steps planned', seconds(results.plan100kMs), '< 5 s'],
    ['memory for that', megabytes(results.plan100kMB), '< 500 MB'],
    ['no-op run of 300 steps', seconds(results.noop300Ms), '< 0.3 s'],
    ['memory for that', megabytes(results.noop300MB), '< 120 MB'],
    [`a trivial step, of ${many}`, `${results.overheadMsPerStep} ms`, '< 2 ms'],
  ];
  const row = (what, { contenders }, value) => [
    what,
    ...Object.keys(NAMES).map((name) => cell(contenders[name], value)),
  ];
  const peers = [
    row(`no-op of ${few} steps`, small, ({ noop }) => seconds(noop.ms.median)),
    row('memory for that', small, ({ noop }) => megabytes(noop.megabytes.median)),
    row(`a trivial step, of ${few}`, small, ({ msPerStep }) => `${msPerStep} ms`),
    row(`plan of ${many} steps`, large, ({ plan }) => plan?.ms && seconds(plan.ms)),
    row(`a trivial step, of ${many}`, large, ({ run, msPerStep }) => run ?? `${msPerStep.median} ms`),
    row(`no-op of ${many} steps`, large, ({ noop }) => (typeof noop === 'object' ? seconds(noop.ms) : noop)),
  ];
  const stores = ['open', 'plan', 'noop'].map((name) => [
    { open: 'open and close', plan: 'plan of 300 steps', noop: 'no-op run of 300 steps' }[name],
    `${store[name].small.ms.median} ms`,
    `${store[name].large.ms.median} ms`,
    `${store[name].ratio.toFixed(2)}`,
  ]);
  return [
    markdown(['what', 'measured', 'target'], own),
    markdown(['the same toy job', ...Object.values(NAMES)], peers),
    markdown(['store', 'with the 300 results only', `and ${store.objects.toLocaleString('en')} more`, 'ratio'], stores),
  ].join('\n\n');
}

/** What a contender took, or in a word why there is no number: the JSON has the rest. */
function cell(contender, value) {
  if (contender === undefined) return 'not installed';
  const text = contender.failure ?? value(contender) ?? '-';
  if (text.startsWith('not started')) return 'too long';
  return /^(?:stopped|failed)/.exec(text)?.[0] ?? text;
}

function markdown(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function seconds(ms) {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}

function megabytes(value) {
  return `${Math.round(value)} MB`;
}
