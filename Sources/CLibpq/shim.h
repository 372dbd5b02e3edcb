#ifndef CARELOG_CLIBPQ_SHIM_H
#define CARELOG_CLIBPQ_SHIM_H

#include <libpq-fe.h>
#include <linux/aio_abi.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A counter that wakes a poll(2). Neither eventfd's flags nor variadic prctl can be called from Swift. */
static inline int clibpq_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* Names the calling thread, as `top -H` and a debugger show it; the kernel keeps 15 bytes. */
static inline void clibpq_name_thread(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }

/* Asynchronous poll of the kernel (Linux 4.18): it adds one to `counter` when `descriptor` has something to read, once.
   The C library has none of these calls. */
static inline long clibpq_aio_setup(unsigned most, unsigned long *context) {
    return syscall(SYS_io_setup, most, context);
}
static inline long clibpq_aio_destroy(unsigned long context) { return syscall(SYS_io_destroy, context); }
static inline long clibpq_aio_poll(
    unsigned long context, struct iocb *block, int descriptor, short events, int counter, unsigned long long data) {
    memset(block, 0, sizeof *block);
    block->aio_data = data;
    block->aio_lio_opcode = IOCB_CMD_POLL;
    block->aio_fildes = (unsigned)descriptor;
    block->aio_buf = (unsigned short)events;
    block->aio_flags = IOCB_FLAG_RESFD;
    block->aio_resfd = (unsigned)counter;
    return syscall(SYS_io_submit, context, 1L, &block);
}
static inline long clibpq_aio_cancel(unsigned long context, struct iocb *block) {
    struct io_event event;
    return syscall(SYS_io_cancel, context, block, &event);
}
static inline long clibpq_aio_events(unsigned long context, struct io_event *events, long most) {
    return syscall(SYS_io_getevents, context, 0L, most, events, (void *)0);
}

#endif
