#ifndef CARELOG_CLIBPQ_SHIM_H
#define CARELOG_CLIBPQ_SHIM_H

#include <libpq-fe.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/* A counter that wakes a poll(2). Neither eventfd's flags nor variadic prctl can be called from Swift. */
static inline int clibpq_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* Names the calling thread, as `top -H` and a debugger show it; the kernel keeps 15 bytes. */
static inline void clibpq_name_thread(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }

#endif
