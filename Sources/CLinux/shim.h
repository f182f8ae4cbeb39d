// What the C library offers beside what Swift's Glibc module names.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <malloc.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// Accepts a connection whose calls do not wait and that no child process inherits. (Swift can't name
/// the type of `accept4`'s second argument.)
static inline int accept_nonblocking(int listener) {
  return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
