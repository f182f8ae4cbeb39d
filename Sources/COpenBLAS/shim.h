// Fedora and others keep OpenBLAS's headers in a folder of their own.
#if __has_include(<cblas.h>)
#include <cblas.h>
#else
#include <openblas/cblas.h>
#endif
#include <dlfcn.h>
#include <stdlib.h>
