// How an installation of the native backend ends, in words for people.

import { explainFailure } from './provision.mjs';

const WHY = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a file is in its way',
  EEXIST: 'a file is in its way',
};

/**
 * Says which backend there is now and, where it is not the native one, why.
 *
 * @param {import('./provision.mjs').BackendRecord} record
 * @param {import('./progress.mjs').Progress} progress
 */
export function tellOutcome(record, progress) {
  if (record.backend === 'portable') {
    progress.note(explainFailure(record));
    return;
  }
  const given = record.tried.find(({ source, ok }) => source === 'user' && !ok);
  if (given !== undefined) progress.note(`what ASSAY_TENSORFLOW names cannot be used: ${given.why}`);
  progress.note(`native backend ready: TensorFlow ${record.library}, from ${record.source}`);
}

/**
 * What could not be written and why, one sentence.
 *
 * @param {Error & { code?: string, path?: string }} error
 * @returns {string | undefined} undefined for a fault in this program
 */
export function unwritable({ code, path }) {
  const reason = WHY[code];
  return reason === undefined || path === undefined ? undefined : `cannot write ${path} (${reason}).`;
}
