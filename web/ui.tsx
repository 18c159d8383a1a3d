import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RunList as List } from '../engine/serve/model.ts';
import { takeToken, type Failed } from './live/api.ts';
import { ComparePage } from './live/compare-page.tsx';
import { addressOf, go, keepLinksInside, showRun, useRoute, type Route } from './live/route.ts';
import { RunList } from './live/run-list.tsx';
import { RunPage } from './live/run-page.tsx';
import { useAnswer } from './live/use-answer.ts';

/** How often to look for runs that began: soon while they are read for the first time, or one goes on. */
const BUSY_MS = 200;
const RUNNING_MS = 1500;
const QUIET_MS = 4000;
/** Of a search, so that not every letter asks. */
const TYPING_MS = 250;

function Ui() {
  const route = useRoute();
  const { value: list, failed } = useAnswer<List>(
    `runs?${new URLSearchParams({ find: route.find }).toString()}`,
    nextLook,
  );
  const [known, setKnown] = useState<List>();
  useEffect(() => {
    if (list !== undefined) setKnown(list);
  }, [list]);
  const [chosen, setChosen] = useState<readonly string[]>(route.compare ?? []);
  const choose = (name: string): void =>
    setChosen(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  const shown = list ?? known;
  const first = shown?.runs.find(({ status }) => status === 'running') ?? newest(shown);
  const open = route.run ?? (first === undefined ? undefined : { experiment: first.experiment, run: first.run });
  return (
    <div class="live">
      <Head {...{ route, failed }} list={shown} />
      <nav class="list" aria-label="Runs">
        <Chosen {...{ chosen }} clear={() => setChosen([])} />
        {shown !== undefined && (
          <RunList
            list={shown}
            find={route.find}
            open={route.compare === undefined ? open : undefined}
            {...{ chosen, choose }}
          />
        )}
      </nav>
      {route.compare !== undefined ? (
        <ComparePage names={route.compare} key={route.compare.join(' ')} />
      ) : open !== undefined ? (
        <RunPage name={open} key={showRun(open)} />
      ) : (
        <Welcome list={shown} failed={failed} />
      )}
    </div>
  );
}

function nextLook(list: List | undefined): number {
  if (list === undefined) return QUIET_MS;
  if (list.read < list.total) return BUSY_MS;
  return list.runs.some(({ status }) => status === 'running') ? RUNNING_MS : QUIET_MS;
}

/** The run that started last and whose record can be read. */
function newest(list: List | undefined): List['runs'][number] | undefined {
  return list?.runs
    .filter(({ status }) => status !== 'damaged')
    .reduce<List['runs'][number] | undefined>(
      (best, run) => (best === undefined || run.startedAt > best.startedAt ? run : best),
      undefined,
    );
}

interface HeadProps {
  readonly route: Route;
  readonly list: List | undefined;
  readonly failed: Failed | undefined;
}

function Head({ route, list, failed }: HeadProps) {
  const [text, setText] = useState(route.find);
  useEffect(() => {
    if (text === route.find) return undefined;
    const timer = setTimeout(
      // What is shown of the run stays: its step, its view of the sweep.
      () => go(`${addressOf({ ...route, find: text })}${location.hash}`, { replace: true }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);
  const running = list?.runs.filter(({ status }) => status === 'running').length ?? 0;
  return (
    <header class="head">
      <a class="brand" href="/">
        Assay
      </a>
      <span class="mm">
        {list === undefined ? '' : `${list.total} runs, ${running} running`}
        {list?.problem !== undefined && <span class="failed"> {list.problem}</span>}
      </span>
      {failed !== undefined && (
        <span class="failed" role="alert">
          {failed.message}. {failed.hint}
        </span>
      )}
      <label class="find">
        Find{' '}
        <input
          type="search"
          value={text}
          placeholder="experiment, step, parameter, key, tag"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
    </header>
  );
}

function Chosen({ chosen, clear }: { readonly chosen: readonly string[]; readonly clear: () => void }) {
  if (chosen.length === 0) return null;
  return (
    <p class="chosen" role="status">
      {chosen.length < 2 ? (
        <span class="m">Choose another run to compare</span>
      ) : (
        <a class="btn strong" href={addressOf({ compare: chosen.slice(0, 6) })}>
          Compare {Math.min(chosen.length, 6)} runs
        </a>
      )}
      <button class="btn" type="button" onClick={clear}>
        Clear
      </button>
    </p>
  );
}

function Welcome({ list, failed }: { readonly list: List | undefined; readonly failed: Failed | undefined }) {
  return (
    <main id="top">
      <h1>{list === undefined ? 'Runs' : 'No run is chosen'}</h1>
      <p class="lead">
        {failed !== undefined
          ? `${failed.message}. ${failed.hint ?? ''}`
          : list === undefined || list.read < list.total
            ? 'Reading the store …'
            : 'Runs appear here when they begin.'}
      </p>
    </main>
  );
}

takeToken();
const place = document.querySelector('#ui');
if (place !== null) {
  place.replaceChildren();
  addEventListener('hashchange', takeToken);
  addEventListener('click', keepLinksInside);
  render(<Ui />, place);
}
