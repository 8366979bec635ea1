import Glibc

/// The limit of open connections. Without it, strangers who open connections and send nothing could take all files that
/// the system grants the process. Then the database and the fetching of keys fail too, and accepting fails in a loop,
/// which takes a core.
package enum OpenFiles {
    /// Files reserved for the database, outgoing requests and the log.
    private static let reserve = 128
    /// The maximum; more connections would need too much memory.
    private static let most = 65_536

    /// Raises the process's file limit to the system's maximum, because service managers grant only a small part of it.
    /// Returns the number of connections that leaves room for; further ones wait to be accepted.
    package static func connections() -> Int {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return connections(of: 1_024) }
        var raised = limit
        raised.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(most)))
        if setrlimit(kind, &raised) == 0 { limit = raised }
        return connections(of: Int(clamping: limit.rlim_cur))
    }

    /// Half of a small file limit; all but the reserve of a large one.
    static func connections(of files: Int) -> Int {
        let files = min(files, most)
        return max(1, files / 2, files - reserve)
    }
}
