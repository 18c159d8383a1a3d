/*
 * Stands between a process and the C library (LD_PRELOAD) and makes chosen calls on chosen paths go wrong, as a network
 * file system, a failing disk or another program would.
 *
 * ASSAY_SHIM holds rules, one a line:   CALL FROM COUNT EFFECT PATH
 *
 *   CALL    open (to read), create, exclusive (to create what is not there), read, write, stat, list, link, symlink, rename, unlink, mkdir, rmdir, utime, fsync
 *   FROM    the number of the first call that goes wrong, from 1
 *   COUNT   how many go wrong, 0 for all from there on
 *   EFFECT  ERRNO       the call is not made, and fails so
 *           lost:ERRNO  the call is made, then fails so: its answer was lost and it was made again
 *           flip        open only: a bit of the file is another one for as long as the file is open
 *           spoil       open only: a bit of the file is another one from then on
 *           count       nothing
 *   PATH    part of the path; of the second one where there are two
 *
 * ASSAY_SHIM_SPEED, a whole number, lets the process's own clock run so many times as fast, and its timers with it: what it
 * would do after five minutes it does after some seconds. The time of day stays what it is.
 *
 * ASSAY_SHIM_LOG names a file that gets a line for each call that a rule is about: CALL NUMBER PATH.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_RULES 16
#define MOST_FILES 65536

struct rule {
  char call[16], effect[16], path[512];
  long from, count;
  int lost, code;
  atomic_long calls;
};

static struct rule rules[MOST_RULES];
static int rule_count;
static int log_file = -1;
static long speed = 1;
static struct timespec began;
/* By descriptor: one more of the same file, by which its bit is put back, plus 1. */
static atomic_int flipped[MOST_FILES];

static const struct { const char *name; int code; } CODES[] = {
    {"EIO", EIO},       {"ESTALE", ESTALE}, {"EACCES", EACCES}, {"EEXIST", EEXIST}, {"ENOENT", ENOENT},
    {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG},   {"EMFILE", EMFILE}, {"ENFILE", ENFILE},
    {"EROFS", EROFS},   {"EPERM", EPERM},   {"ENOTEMPTY", ENOTEMPTY}};

static long raw(long number, long a, long b, long c, long d) {
  static long (*real)(long, ...);
  if (!real) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return real(number, a, b, c, d, 0L, 0L);
}

static int raw_open(const char *path, int flags) { return (int)raw(SYS_openat, AT_FDCWD, (long)path, flags, 0644); }

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("ASSAY_SHIM");
  const char *log = getenv("ASSAY_SHIM_LOG");
  const char *fast = getenv("ASSAY_SHIM_SPEED");
  raw(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&began, 0, 0);
  if (fast && atol(fast) > 1) speed = atol(fast);
  if (log) log_file = raw_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC);
  while (text && *text && rule_count < MOST_RULES) {
    struct rule *rule = &rules[rule_count];
    if (sscanf(text, "%15s %ld %ld %15s %511[^\n]", rule->call, &rule->from, &rule->count, rule->effect, rule->path) == 5) {
      const char *name = rule->effect;
      rule->lost = strncmp(name, "lost:", 5) == 0;
      if (rule->lost) name += 5;
      for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (strcmp(name, CODES[i].name) == 0) rule->code = CODES[i].code;
      rule_count++;
    }
    text = strchr(text, '\n');
    if (text) text++;
  }
}

/* The rule that makes this call go wrong, or NULL. */
static struct rule *struck(const char *call, const char *path) {
  struct rule *hit = NULL;
  for (int i = 0; i < rule_count; i++) {
    struct rule *rule = &rules[i];
    if (strcmp(rule->call, call) != 0 || !path || !strstr(path, rule->path)) continue;
    long number = atomic_fetch_add(&rule->calls, 1) + 1;
    if (log_file >= 0) {
      char line[1024];
      int length = snprintf(line, sizeof line, "%s %ld %s\n", call, number, path);
      raw(SYS_write, log_file, (long)line, length, 0);
    }
    if (number >= rule->from && (rule->count == 0 || number < rule->from + rule->count) && strcmp(rule->effect, "count") != 0)
      hit = rule;
  }
  return hit;
}

static struct rule *struck_file(const char *call, int file) {
  char name[64], path[1024];
  int concerned = 0;
  for (int i = 0; i < rule_count; i++) concerned |= strcmp(rules[i].call, call) == 0;
  if (!concerned) return NULL;
  snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  int kept = errno;
  long length = raw(SYS_readlinkat, AT_FDCWD, (long)name, (long)path, sizeof path - 1);
  errno = kept;
  if (length <= 0) return NULL;
  path[length] = 0;
  return struck(call, path);
}

/* Turns one bit of a file, and gives the file its old mtime back, as `touch` can. */
static void turn(int file) {
  struct stat stat;
  char byte;
  if (fstat(file, &stat) != 0 || stat.st_size == 0) return;
  off_t at = stat.st_size / 2;
  if (raw(SYS_pread64, file, (long)&byte, 1, at) != 1) return;
  byte ^= 1;
  raw(SYS_pwrite64, file, (long)&byte, 1, at);
  struct timespec times[2] = {stat.st_atim, stat.st_mtim};
  raw(SYS_utimensat, file, 0, (long)times, 0);
}

static int open_as(const char *path, int flags, mode_t mode) {
  const char *call = flags & O_CREAT ? "create" : (flags & O_ACCMODE) == O_RDONLY && !(flags & O_DIRECTORY) ? "open" : "";
  struct rule *rule = struck(call, path);
  if (!rule && (flags & O_CREAT) && (flags & O_EXCL)) rule = struck("exclusive", path);
  if (rule && rule->code && !rule->lost) {
    errno = rule->code;
    return -1;
  }
  int file = (int)raw(SYS_openat, AT_FDCWD, (long)path, flags, mode);
  if (!rule || file < 0) return file;
  if (rule->lost) {
    close(file);
    errno = rule->code;
    return -1;
  }
  int other = raw_open(path, O_RDWR | O_CLOEXEC);
  if (other < 0) return file;
  turn(other);
  if (strcmp(rule->effect, "flip") == 0 && file < MOST_FILES) atomic_store(&flipped[file], other + 1);
  else raw(SYS_close, other, 0, 0, 0);
  return file;
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  return open_as(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  return open_as(path, flags, mode);
}

int close(int file) {
  int other = file >= 0 && file < MOST_FILES ? atomic_exchange(&flipped[file], 0) : 0;
  if (other > 0) {
    turn(other - 1);
    raw(SYS_close, other - 1, 0, 0, 0);
  }
  return (int)raw(SYS_close, file, 0, 0, 0);
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

/* A call that a rule may be about: made or not, and answered truly or not. */
#define STRIKE(rule, made)             \
  if (rule && rule->code) {            \
    if (rule->lost) (void)(made);      \
    errno = rule->code;                \
    return -1;                         \
  }                                    \
  return made

ssize_t read(int file, void *bytes, size_t count) {
  struct rule *rule = struck_file("read", file);
  STRIKE(rule, raw(SYS_read, file, (long)bytes, (long)count, 0));
}
ssize_t pread64(int file, void *bytes, size_t count, off_t at) {
  struct rule *rule = struck_file("read", file);
  STRIKE(rule, raw(SYS_pread64, file, (long)bytes, (long)count, at));
}
ssize_t readv(int file, const struct iovec *pieces, int count) {
  struct rule *rule = struck_file("read", file);
  STRIKE(rule, raw(SYS_readv, file, (long)pieces, count, 0));
}
ssize_t write(int file, const void *bytes, size_t count) {
  struct rule *rule = struck_file("write", file);
  STRIKE(rule, raw(SYS_write, file, (long)bytes, (long)count, 0));
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off_t at) {
  struct rule *rule = struck_file("write", file);
  STRIKE(rule, raw(SYS_pwrite64, file, (long)bytes, (long)count, at));
}
ssize_t writev(int file, const struct iovec *pieces, int count) {
  struct rule *rule = struck_file("write", file);
  STRIKE(rule, raw(SYS_writev, file, (long)pieces, count, 0));
}
int fsync(int file) {
  struct rule *rule = struck_file("fsync", file);
  STRIKE(rule, (int)raw(SYS_fsync, file, 0, 0, 0));
}
int link(const char *from, const char *to) {
  struct rule *rule = struck("link", to);
  STRIKE(rule, (int)raw(SYS_linkat, AT_FDCWD, (long)from, AT_FDCWD, (long)to));
}
int symlink(const char *from, const char *to) {
  struct rule *rule = struck("symlink", to);
  STRIKE(rule, (int)raw(SYS_symlinkat, (long)from, AT_FDCWD, (long)to, 0));
}
int rename(const char *from, const char *to) {
  struct rule *rule = struck("rename", to);
  STRIKE(rule, (int)raw(SYS_renameat, AT_FDCWD, (long)from, AT_FDCWD, (long)to));
}
int unlink(const char *path) {
  struct rule *rule = struck("unlink", path);
  STRIKE(rule, (int)raw(SYS_unlinkat, AT_FDCWD, (long)path, 0, 0));
}
int rmdir(const char *path) {
  struct rule *rule = struck("rmdir", path);
  STRIKE(rule, (int)raw(SYS_unlinkat, AT_FDCWD, (long)path, AT_REMOVEDIR, 0));
}
int mkdir(const char *path, mode_t mode) {
  struct rule *rule = struck("mkdir", path);
  STRIKE(rule, (int)raw(SYS_mkdirat, AT_FDCWD, (long)path, mode, 0));
}
int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
  struct rule *rule = struck("utime", path);
  STRIKE(rule, (int)raw(SYS_utimensat, folder, (long)path, (long)times, flags));
}
int scandir64(const char *path, struct dirent64 ***names, int (*filter)(const struct dirent64 *),
              int (*compare)(const struct dirent64 **, const struct dirent64 **)) {
  struct rule *rule = struck("list", path);
  if (rule && rule->code) {
    errno = rule->code;
    return -1;
  }
  return REAL(int, scandir64, const char *, struct dirent64 ***, int (*)(const struct dirent64 *),
              int (*)(const struct dirent64 **, const struct dirent64 **))(path, names, filter, compare);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)raw(SYS_clock_gettime, clock, (long)time, 0, 0);
  if (result != 0 || speed == 1 || (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_COARSE)) return result;
  long long nanoseconds = ((long long)time->tv_sec - began.tv_sec) * 1000000000LL + (time->tv_nsec - began.tv_nsec);
  nanoseconds = nanoseconds * speed + began.tv_nsec;
  time->tv_sec = began.tv_sec + nanoseconds / 1000000000LL;
  time->tv_nsec = nanoseconds % 1000000000LL;
  if (time->tv_nsec < 0) {
    time->tv_nsec += 1000000000L;
    time->tv_sec -= 1;
  }
  return 0;
}
static int shortened(int timeout) { return timeout <= 0 || speed == 1 ? timeout : (int)(timeout / speed) + 1; }
int epoll_pwait(int poll, struct epoll_event *events, int most, int timeout, const sigset_t *signals) {
  return REAL(int, epoll_pwait, int, struct epoll_event *, int, int, const sigset_t *)(poll, events, most,
                                                                                       shortened(timeout), signals);
}
int epoll_wait(int poll, struct epoll_event *events, int most, int timeout) {
  return REAL(int, epoll_wait, int, struct epoll_event *, int, int)(poll, events, most, shortened(timeout));
}

/* Node asks for the facts of files by this. */
long syscall(long number, ...) {
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  static long (*real)(long, ...);
  if (!real) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
#ifdef SYS_statx
  if (number == SYS_statx) {
    const char *path = (const char *)a[1];
    struct rule *rule = path && *path ? struck("stat", path) : struck_file("stat", (int)a[0]);
    if (rule && rule->code) {
      errno = rule->code;
      return -1;
    }
  }
#endif
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
