// Whether node_modules holds what package-lock.json asks for, without starting npm (which takes seconds).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares package-lock.json with the list that npm leaves in node_modules when an installation is complete.
 * Packages for other platforms may be missing.
 *
 * @param {string} root
 * @returns {boolean} without a package-lock.json: whether anything at all is installed
 */
export function packagesInStep(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  const wantedFile = join(root, 'package-lock.json');
  if (!existsSync(installedFile)) return false;
  if (!existsSync(wantedFile)) return true;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(wantedFile, 'utf8')).packages);
  return wanted.every(([path, entry]) => {
    const found = installed[path];
    // "" is the project itself.
    if (path === '' || (found === undefined && (entry.optional === true || entry.devOptional === true))) return true;
    return found !== undefined && found.version === entry.version && found.integrity === entry.integrity;
  });
}
