// What the C library offers beside what Swift's Glibc module names.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <malloc.h>
#include <sched.h>
#include <sys/vfs.h>
// <sys/socket.h> is the Glibc module's, which was made without _GNU_SOURCE.
struct sockaddr;
extern int accept4(int descriptor, struct sockaddr *address, unsigned int *length, int flags);
