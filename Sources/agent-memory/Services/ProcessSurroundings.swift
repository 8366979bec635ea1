import CProcess
import Glibc
import Logging

/// What a process takes over from whoever started it, put in order before it does anything else.
enum ProcessSurroundings {
    /// Opens /dev/null for each of standard input, output and error that is closed: else the first file or socket that
    /// is opened gets the number, and the log is written into it.
    static func openStandardStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
            // The lowest number that is free: this one, for those below are open.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// For every command: SQLite maps one file, and one that is cut short or has no room ends the process with a
    /// sentence, not a signal.
    static func explainBusErrors() { cp_explain_bus_errors() }

    /// For a process that serves: a reader of its output that goes away is an error of `write` and not its end, and a
    /// core dump, which would hold tokens and memories, is not made.
    static func protect(coreDumps: Bool, logger: Logger) {
        signal(SIGPIPE, SIG_IGN)
        guard !coreDumps else {
            return logger.warning("core dumps are allowed (process.coreDumps): they hold tokens and memories")
        }
        let code = cp_forbid_dumps()
        if code != 0 {
            logger.warning("core dumps cannot be turned off", metadata: ["cause": "\(String(cString: strerror(code)))"])
        }
    }

    /// The signals that ask a server to end. SIGHUP too, unless whoever started it had it ignored (`nohup`).
    static var endings: [Int32] {
        var action = sigaction()
        let isIgnored =
            sigaction(SIGHUP, nil, &action) == 0
            && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        return isIgnored ? [SIGTERM, SIGINT] : [SIGTERM, SIGINT, SIGHUP]
    }
}
