const PEERS = ['ninja', 'wireit', 'turbo', 'snakemake'];

/** The table of docs/performance.md: targets, then the same job beside the peers, then the large store. */
export function table(results) {
  const { job300, job10000, store } = results;
  const own = [
    ['10,000 steps planned', seconds(results.plan10kMs), '< 0.5 s'],
    ['100,000 steps planned', seconds(results.plan100kMs), '< 5 s'],
    ['memory for that', `${whole(results.plan100kMB)} MB`, '< 500 MB'],
    ['no-op run of 300 steps', seconds(results.noop300Ms), '< 0.3 s'],
    ['memory for that', `${whole(results.noop300MB)} MB`, '< 120 MB'],
    ['a trivial step, of 10,000', `${results.overheadMsPerStep} ms`, '< 2 ms'],
  ];
  const names = ['assay', ...PEERS];
  const cell = (value) => (value === undefined ? '-' : typeof value === 'string' ? brief(value) : value);
  const peers = [
    ['no-op of 300 steps', ...names.map((name) => cell(each(job300, name, (job) => seconds(job.noop.ms.median))))],
    [
      'memory for that',
      ...names.map((name) => cell(each(job300, name, (job) => `${whole(job.noop.megabytes.median)} MB`))),
    ],
    ['a trivial step, of 300', ...names.map((name) => cell(each(job300, name, (job) => `${job.msPerStep} ms`)))],
    [
      'plan of 10,000 steps',
      ...names.map((name) =>
        cell(each(job10000, name, ({ plan }) => (plan?.ms === undefined ? plan : seconds(plan.ms)))),
      ),
    ],
    [
      'a trivial step, of 10,000',
      ...names.map((name) => cell(each(job10000, name, (job) => job.run ?? `${job.msPerStep.median} ms`))),
    ],
    [
      'no-op of 10,000 steps',
      ...names.map((name) =>
        cell(each(job10000, name, ({ noop }) => (noop?.ms === undefined ? noop : seconds(noop.ms)))),
      ),
    ],
  ];
  const stores = ['open', 'plan', 'noop'].map((name) => [
    { open: 'open and close', plan: 'plan of 300 steps', noop: 'no-op run of 300 steps' }[name],
    `${store[name].small.ms.median} ms`,
    `${store[name].large.ms.median} ms`,
    `${store[name].ratio.toFixed(2)}`,
  ]);
  return [
    markdown(['what', 'measured', 'target'], own),
    markdown(
      [
        'the same toy job',
        ...names.map((name) =>
          name === 'turbo' ? 'Turborepo' : name === 'snakemake' ? 'Snakemake' : name === 'assay' ? 'Assay' : name,
        ),
      ],
      peers,
    ),
    markdown(['store', 'with the 300 results only', `and ${store.objects.toLocaleString('en')} more`, 'ratio'], stores),
  ].join('\n\n');
}

function each(job, name, value) {
  const found = job[name];
  if (found === undefined) return 'not installed';
  return found.failure ?? value(found);
}

/** Why there is no number, in a word: the JSON has the rest. */
function brief(text) {
  if (text.startsWith('stopped')) return 'stopped';
  if (text.startsWith('not started')) return 'too long';
  return text.startsWith('failed') ? 'failed' : text;
}

function markdown(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function seconds(ms) {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}

function whole(value) {
  return Math.round(value);
}
