// Counts what threads ask of the C allocator, for tests that promise that they ask for nothing.
//
// A program that links this has malloc and its relatives from here: they count, where a thread has
// asked for it, and hand on to the C library's. All else that is linked into the same program is
// none the wiser. Memory comes from the C library's heap whoever counts, so its free takes it back.
#ifndef ALLOCATION_COUNTING_H
#define ALLOCATION_COUNTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The allocations of the threads that count for it, while it is open.
typedef struct allocation_tally allocation_tally;

/// Whose code asked for memory. Allocators on top of the C library's are looked through.
enum allocation_origin {
  /// This program's own, and the Swift library's that works for it.
  ALLOCATION_ORIGIN_PROGRAM = 0,
  ALLOCATION_ORIGIN_BLAS = 1,
};

/// How many return addresses a site has at most.
enum { ALLOCATION_SITE_FRAMES_MAX = 32 };

/// Whether calls are counted at all: sanitizers have allocators of their own, which stay in place.
bool allocation_counting_is_available(void);

/// A closed tally; NULL without memory.
allocation_tally *allocation_tally_create(void);
/// Frees it. No thread may be counting for it.
void allocation_tally_destroy(allocation_tally *tally);

/// Lets this thread count for a tally from now on, or with NULL for none.
void allocation_tally_enroll(allocation_tally *tally);

/// From now on, on any thread, what is enrolled is counted.
void allocation_tally_open(allocation_tally *tally);
/// From now on it is not.
void allocation_tally_close(allocation_tally *tally);

/// How often memory was asked for.
uint64_t allocation_tally_count(const allocation_tally *tally, enum allocation_origin origin);

/// The return addresses of one of the first places where the program itself asked for memory,
/// innermost first: as many as the answer says, 0 where there were not so many places. Read only
/// when closed.
size_t allocation_tally_site(
    const allocation_tally *tally, size_t index, void **frames, uint64_t *times);

/// Writes the file that an address belongs to, the offset in it as addr2line takes it, and the
/// symbol where there is one; answers how many bytes of `text`, which has room for `capacity`.
size_t allocation_site_describe(void *address, char *text, size_t capacity);

#endif
