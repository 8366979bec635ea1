import Glibc

/// The running program.
enum OwnProgram {
    /// Its absolute path, for clients that start it themselves: their PATH may lack it.
    static var path: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "agent-memory" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The directory of the models that came with a program: `models` next to it in an unpacked archive,
    /// `share/agent-memory/models` for an installed one. Nil when there is neither.
    static func bundledModels(nextTo program: String) -> String? {
        guard let slash = program.lastIndex(of: "/") else { return nil }
        let place = program[..<slash]
        return ["\(place)/models", "\(place)/../share/agent-memory/models"].first { access($0 + "/", R_OK | X_OK) == 0 }
    }
}
