#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "AllocationCounting.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORIGINS = 3, SITES_MAX = 8 };

struct site {
  void *frames[ALLOCATION_SITE_FRAMES_MAX];
  size_t count;
  uint64_t times;
};

struct allocation_tally {
  atomic_bool is_open;
  _Atomic uint64_t counts[ORIGINS];
  // Held by who looks at the sites.
  atomic_flag is_locked;
  struct site sites[SITES_MAX];
};

// In the executable's own block, which every thread has from its first instruction on: reading it
// never allocates.
static _Thread_local __attribute__((tls_model("initial-exec"))) allocation_tally *enrolled;
// Set while a call is being looked at, whose own calls do not count.
static _Thread_local __attribute__((tls_model("initial-exec"))) bool is_looking;

allocation_tally *allocation_tally_create(void) {
  // The first backtrace loads a library.
  void *frames[1];
  backtrace(frames, 1);
  return calloc(1, sizeof(allocation_tally));
}

void allocation_tally_destroy(allocation_tally *tally) { free(tally); }

void allocation_tally_enroll(allocation_tally *tally) { enrolled = tally; }

void allocation_tally_open(allocation_tally *tally) { atomic_store(&tally->is_open, true); }

void allocation_tally_close(allocation_tally *tally) { atomic_store(&tally->is_open, false); }

uint64_t allocation_tally_count(const allocation_tally *tally, enum allocation_origin origin) {
  return atomic_load(&tally->counts[origin]);
}

size_t allocation_tally_site(
    const allocation_tally *tally, size_t index, void **frames, uint64_t *times) {
  if (index >= SITES_MAX) return 0;
  const struct site *site = &tally->sites[index];
  *times = site->times;
  memcpy(frames, site->frames, site->count * sizeof(void *));
  return site->count;
}

size_t allocation_site_describe(void *address, char *text, size_t capacity) {
  Dl_info info;
  int written;
  if (dladdr(address, &info) && info.dli_fname && info.dli_fbase) {
    // One before, since what is returned to may be the next line.
    size_t offset = (size_t)((char *)address - (char *)info.dli_fbase) - 1;
    written = snprintf(
        text, capacity, "%s 0x%zx %s", info.dli_fname, offset,
        info.dli_sname ? info.dli_sname : "");
  } else {
    written = snprintf(text, capacity, "%p", address);
  }
  if (written < 0 || capacity == 0) return 0;
  return (size_t)written < capacity ? (size_t)written : capacity - 1;
}

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)

bool allocation_counting_is_available(void) { return false; }

#else

bool allocation_counting_is_available(void) { return true; }

// glibc's own, under the names that it keeps for programs that replace malloc.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void *__libc_valloc(size_t size);
void *__libc_pvalloc(size_t size);

static bool starts_with(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

// The name of the file that the code at an address was loaded from, without its folder.
static const char *file_name(void *address) {
  Dl_info info;
  if (!dladdr(address, &info) || !info.dli_fname) return "";
  const char *slash = strrchr(info.dli_fname, '/');
  return slash ? slash + 1 : info.dli_fname;
}

// Who called, looking through the libraries that only hand on to malloc.
static enum allocation_origin origin(void *const *frames, int count) {
  for (int index = 0; index < count; index++) {
    const char *file = file_name(frames[index]);
    if (starts_with(file, "libc.so") || starts_with(file, "libstdc++.so") ||
        starts_with(file, "ld-linux"))
      continue;
    if (starts_with(file, "libopenblas") || starts_with(file, "libblas"))
      return ALLOCATION_ORIGIN_BLAS;
    break;
  }
  return ALLOCATION_ORIGIN_PROGRAM;
}

// Counts a call by the program for its site, or for none where there are too many.
static void note(allocation_tally *tally, void *const *frames, size_t count) {
  while (atomic_flag_test_and_set(&tally->is_locked)) {
  }
  for (int index = 0; index < SITES_MAX; index++) {
    struct site *site = &tally->sites[index];
    if (site->times == 0) {
      memcpy(site->frames, frames, count * sizeof(void *));
      site->count = count;
    }
    if (site->count == count && memcmp(site->frames, frames, count * sizeof(void *)) == 0) {
      site->times++;
      break;
    }
  }
  atomic_flag_clear(&tally->is_locked);
}

static __attribute__((noinline)) void look(allocation_tally *tally) {
  is_looking = true;
  // This function and the one of malloc's family that called it come first.
  enum { OWN_FRAMES = 2 };
  void *frames[ALLOCATION_SITE_FRAMES_MAX + OWN_FRAMES];
  int count = backtrace(frames, ALLOCATION_SITE_FRAMES_MAX + OWN_FRAMES) - OWN_FRAMES;
  if (count < 0) count = 0;
  enum allocation_origin from = origin(frames + OWN_FRAMES, count);
  atomic_fetch_add(&tally->counts[from], 1);
  if (from == ALLOCATION_ORIGIN_PROGRAM) note(tally, frames + OWN_FRAMES, (size_t)count);
  is_looking = false;
}

// Inlined even where nothing is optimized, so that the frames of our own are as many as looked past.
static inline __attribute__((always_inline)) void count(void) {
  allocation_tally *tally = enrolled;
  if (__builtin_expect(tally != NULL, 0) && !is_looking && atomic_load(&tally->is_open))
    look(tally);
}

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  count();
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count();
  if (alignment == 0 || alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0)
    return EINVAL;
  // It reports by its result alone.
  int saved = errno;
  void *result = __libc_memalign(alignment, size);
  errno = saved;
  if (!result) return ENOMEM;
  *memory = result;
  return 0;
}

void *valloc(size_t size) {
  count();
  return __libc_valloc(size);
}

void *pvalloc(size_t size) {
  count();
  return __libc_pvalloc(size);
}

#endif
