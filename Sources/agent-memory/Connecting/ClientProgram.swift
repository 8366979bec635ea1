import Glibc

/// Runs a client's own command and waits for its end. Its output is read only for the message of a failure.
struct ClientProgram {
    /// As `NAME=value`.
    let environment: [String]

    /// - Parameters:
    ///   - path: the program's absolute path.
    ///   - arguments: without the program's name.
    /// - Throws: `CommandFailure` with the last lines that the program printed.
    func run(_ path: String, _ arguments: [String]) throws {
        let output = try outcome(path, arguments)
        guard output.status == 0 else {
            let said = output.text.split(separator: "\n").suffix(3).joined(separator: " ")
            throw CommandFailure("\(path) failed with exit code \(output.status). \(said)")
        }
    }

    /// Starts a program and does not wait for it: one that opens a link.
    func start(_ path: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        _ = try spawn(path, arguments, &actions)
    }

    private func outcome(_ path: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw failure(path, errno) }
        ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        let child: pid_t
        do {
            child = try spawn(path, arguments, &actions)
        } catch {
            ends.forEach { close($0) }
            throw error
        }
        close(ends[1])
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            // A program that prints without end must not fill the memory.
            text = (text + buffer[..<count]).suffix(16_384)
        }
        close(ends[0])
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return (code, String(decoding: text, as: UTF8.self))
    }

    private func spawn(_ path: String, _ arguments: [String], _ actions: inout posix_spawn_file_actions_t) throws
        -> pid_t
    {
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, &words, &variables)
        guard code == 0 else { throw failure(path, code) }
        return child
    }

    private func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure("\(path) cannot be started: \(String(cString: strerror(code))).")
    }
}
