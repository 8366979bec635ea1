#include "CProcess.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

int cp_forbid_dumps(void) {
    // Both: cores that the kernel pipes to a program ignore the limit (core(5)), and execve(2) sets the flag again.
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}

static void on_bus_error(int number, siginfo_t *what, void *context) {
    (void)context;
    if (what->si_code == BUS_ADRERR) {
        static const char sentence[] =
            "agent-memory: a file of the data directory (memory.db-shm) was cut short, or the disk is full; the process ends. "
            "Nothing that was acknowledged is lost: free space if there is none, and start it again.\n";
        // Only what signal-safety(7) allows, and no wait for a pipe that nobody reads.
        struct pollfd error = {STDERR_FILENO, POLLOUT, 0};
        if (poll(&error, 1, 0) == 1 && write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0) _exit(1);
        _exit(1);
    }
    signal(number, SIG_DFL);
    raise(number);
}

void cp_explain_bus_errors(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGBUS, &action, 0);
}

const char *cp_commit(void) { return AGENT_MEMORY_COMMIT; }
