/** Why tests with a second user cannot run here; undefined where they can. */
export const noSecondUser: string | undefined =
  process.getuid?.() === 0 ? undefined : 'only root can act as another user';

/** Two users of one group, who own nothing. */
export const OTHERS = { one: 65_534, two: 65_533, group: 65_532 };

/** Does something with the rights of another user, of `OTHERS.group` and with a umask that lets nobody else in. */
export async function asUser<T>(user: number, work: () => Promise<T>): Promise<T> {
  if (process.setegid === undefined || process.seteuid === undefined) throw new Error('This system has no users');
  const umask = process.umask(0o077);
  process.setegid(OTHERS.group);
  process.seteuid(user);
  try {
    return await work();
  } finally {
    process.seteuid(0);
    process.setegid(0);
    process.umask(umask);
  }
}
