// Waiting for many descriptors. A module of its own: with _GNU_SOURCE, which CLinux needs, fd_set would
// be declared otherwise than in the toolchain's modules.
#include <sys/epoll.h>
#include <sys/eventfd.h>
