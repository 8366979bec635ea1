import CProcess
import Glibc
import Logging

/// The standard streams and signals that a process inherits, put in order before it does anything else.
enum ProcessSurroundings {
    /// Opens /dev/null for each standard stream that is closed. Otherwise the first file or socket to be opened would
    /// get its number, and the log would be written into it.
    static func openStandardStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
            // Gets the lowest free number, which is this one, because those below are open.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// For every command. SQLite maps a file into memory. If that file is truncated or the disk is full, the process
    /// ends with a message instead of an unexplained signal.
    static func explainBusErrors() { cp_explain_bus_errors() }

    /// For a process that serves. When the reader of its output goes away, `write` fails and the process continues.
    /// Core dumps, which would contain tokens and memories, are turned off.
    static func protect(coreDumps: Bool, logger: Logger) {
        signal(SIGPIPE, SIG_IGN)
        guard !coreDumps else {
            return logger.warning("core dumps are allowed (process.coreDumps): they contain tokens and memories")
        }
        let code = cp_forbid_dumps()
        if code != 0 {
            logger.warning("core dumps cannot be turned off", metadata: ["cause": "\(String(cString: strerror(code)))"])
        }
    }

    /// Gives back the memory that only a start needs. Call it once, when the server responds.
    static func forgetStart() { cp_forget_start() }

    /// The meaning of SIGHUP to a server.
    enum HangUp {
        /// The terminal was closed.
        case end
        /// The server has no terminal: somebody asks it to read its settings again.
        case reload
        /// The process was started with it ignored (`nohup`).
        case nothing
    }

    static var hangUp: HangUp {
        var action = sigaction()
        let isIgnored =
            sigaction(SIGHUP, nil, &action) == 0
            && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        guard !isIgnored else { return .nothing }
        return [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].contains { isatty($0) != 0 } ? .end : .reload
    }

    /// The signals that ask a server to end.
    static var endings: [Int32] {
        switch hangUp {
        case .end: [SIGTERM, SIGINT, SIGHUP]
        case .reload, .nothing: [SIGTERM, SIGINT]
        }
    }
}
