import type { Answer } from './exchange.ts';
import { RemoteFailure, type Fault } from './failure.ts';

/** Longer than any server should ask a client to wait, in s. */
const LONGEST_WAIT = 30;

/** What to say of a status that is no success. */
interface Meaning {
  readonly fault: Fault;
  readonly what: string;
  readonly hint?: string;
}

/** Returns the failure that the status of an answer stands for. `denied` says what to do when it is one of rights. */
export function failureOf(
  answer: Answer,
  what: 'read' | 'write',
  { name, denied }: { readonly name: string; readonly denied: string },
): RemoteFailure {
  const { status } = answer;
  const { fault, what: words, hint } = meaningOf(answer, what, denied);
  const seconds = Number(answer.header('retry-after') ?? NaN);
  return new RemoteFailure(fault, `${name} ${words} (HTTP ${status})`, {
    ...(hint !== undefined && { hint }),
    ...(seconds >= 0 && { afterMs: 1000 * Math.min(seconds, LONGEST_WAIT) }),
  });
}

function meaningOf(answer: Answer, what: 'read' | 'write', denied: string): Meaning {
  const { status } = answer;
  if (status === 401 || status === 403 || status === 407)
    return { fault: 'denied', what: `does not allow you to ${what}`, hint: denied };
  if (status === 507 || status === 413)
    return { fault: 'full', what: 'has no space for more', hint: 'Free some space on the server, or raise its limit.' };
  if (what === 'write' && [404, 405, 409, 501].includes(status))
    return {
      fault: 'closed',
      what: 'takes no uploads',
      hint: 'Check the address and whether the server allows PUT, or set "push: false" under remote in assay.yaml.',
    };
  if (status >= 300 && status < 400) {
    const to = originOf(answer.header('location'));
    const hint = `Assay follows no redirects, which could carry a password elsewhere. Use the address that is meant${to}.`;
    return { fault: 'wrong', what: 'sends you somewhere else', hint };
  }
  if (status === 408 || status === 429) return { fault: 'slow', what: 'has too much to do' };
  if (status >= 500) return { fault: 'broken', what: 'reports a fault of its own' };
  return { fault: 'wrong', what: `refuses to ${what}`, hint: 'Check the address of the remote cache.' };
}

/** Where a redirect leads, without its path and query, which may contain secrets. */
function originOf(location: string | undefined): string {
  try {
    return location === undefined ? '' : ` (the server names ${new URL(location).origin})`;
  } catch {
    return '';
  }
}
