// As static functions, so that they are compiled for the processor that the program is built for: the
// library itself is Debian's, for any.
#define XXH_INLINE_ALL
#include <xxhash.h>

// The header's own names are macros then, which Swift does not see.
static inline uint64_t xxh3_64bits(const void *bytes, size_t count) {
  return XXH3_64bits(bytes, count);
}
