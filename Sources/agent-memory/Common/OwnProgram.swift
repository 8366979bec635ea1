import Glibc

/// The running program.
enum OwnProgram {
    /// Its absolute path, for clients that start it themselves: their PATH may lack it.
    static var path: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "agent-memory" }
        defer { free(path) }
        return String(cString: path)
    }
}
