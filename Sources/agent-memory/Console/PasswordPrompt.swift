import Glibc

/// Asks for a password on a terminal, which does not show it. Ctrl-C still ends the program: `getpass` would add it to
/// the password.
enum PasswordPrompt {
    /// The longest line that a terminal passes on.
    private static let limit = 4_096
    private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// The terminal and its mode, for the signal handler.
    nonisolated(unsafe) private static var saved = termios()
    nonisolated(unsafe) private static var descriptor: Int32 = -1

    /// The line that the person types; nil at the end of input.
    static func ask(_ question: String) -> String? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return ask(question, on: STDIN_FILENO) }
        defer { close(terminal) }
        return ask(question, on: terminal)
    }

    static func ask(_ question: String, on terminal: Int32) -> String? {
        var former = termios()
        guard tcgetattr(terminal, &former) == 0 else {
            write(question, to: terminal)
            return line(from: terminal)
        }
        (saved, descriptor) = (former, terminal)
        let handlers = endings.map { ($0, signal($0, restoreAndEnd)) }
        var mode = silent(former)
        tcsetattr(terminal, TCSADRAIN, &mode)
        defer {
            tcsetattr(terminal, TCSADRAIN, &former)
            for (number, handler) in handlers { signal(number, handler) }
            write("\n", to: terminal)
        }
        // Only now: what is typed at once must not be shown.
        write(question, to: terminal)
        return line(from: terminal)
    }

    /// The mode for a password: lines without echo. Signals work, except that nothing stops the program here, because a
    /// shell may forget the mode.
    static func silent(_ former: termios) -> termios {
        var mode = former
        mode.c_lflag &= ~tcflag_t(ECHO | ECHONL)
        mode.c_lflag |= tcflag_t(ISIG | ICANON)
        withUnsafeMutableBytes(of: &mode.c_cc) { $0[Int(VSUSP)] = 0 }
        return mode
    }

    /// Restores the terminal, then lets the signal end the program as usual. Calls only what a signal handler may.
    private static let restoreAndEnd: @convention(c) @Sendable (Int32) -> Void = { number in
        tcsetattr(descriptor, TCSANOW, &saved)
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func line(from terminal: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < limit {
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to terminal: Int32) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(terminal, $0.baseAddress, $0.count) }
    }
}
