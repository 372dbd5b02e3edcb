internal import Foundation
internal import Support

/// A wall clock of a server's own, which can be stepped while it runs. Clocks that nobody steps, and timers, are left alone:
/// what is to be had ready-made turns timers with the wall clock, which no kernel does.
enum SteppedClock {
    /// Makes the library from its source, at the site.
    static let compiler = "/usr/bin/cc"

    /// What makes a process see it.
    static func environment(in directory: String) -> [String: String] {
        ["LD_PRELOAD": directory + "/clock.so", "STEPPED_CLOCK": directory + "/clock"]
    }

    /// Makes what the environment names.
    static func make(in directory: String) async throws {
        try set(days: 0, in: directory)
        try source.write(toFile: directory + "/clock.c", atomically: false, encoding: .utf8)
        _ = try await Tool.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", directory + "/clock.so", directory + "/clock.c", "-ldl"])
    }

    /// From now on, so far from what others call now.
    static func set(days: Int, in directory: String) throws {
        // Replaced as a whole: it is read at any moment.
        try "\(days * 86_400)\n".write(toFile: directory + "/clock", atomically: true, encoding: .utf8)
    }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static long offset(void) {
            const char *path = getenv("STEPPED_CLOCK");
            char text[32] = {0};
            int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
            if (file < 0) return 0;
            if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
            close(file);
            return atol(text);
        }

        int clock_gettime(clockid_t clock, struct timespec *time) {
            static int (*kernel)(clockid_t, struct timespec *);
            if (!kernel) kernel = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int result = kernel(clock, time);
            if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
            return result;
        }

        int gettimeofday(struct timeval *restrict value, void *restrict zone) {
            struct timespec now;
            int result = clock_gettime(CLOCK_REALTIME, &now);
            value->tv_sec = now.tv_sec;
            value->tv_usec = now.tv_nsec / 1000;
            return result;
        }

        time_t time(time_t *value) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (value) *value = now.tv_sec;
            return now.tv_sec;
        }
        """#
}
