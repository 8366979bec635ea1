import Glibc

/// How many connections may be open at once. Without a limit of ours, strangers who open connections and say nothing
/// take all files that the system grants the process: the database and the fetching of keys then fail too, and
/// accepting fails over and over, which takes a core.
package enum OpenFiles {
    /// For the database, requests of our own and the log.
    private static let reserve = 128
    /// As many as a connection's memory lets be useful.
    private static let most = 65_536

    /// Has the system grant as many files as it may, of which service managers give out a small part, and says how many
    /// connections that leaves room for. Further ones wait to be accepted.
    package static func connections() -> Int {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return connections(of: 1_024) }
        var raised = limit
        raised.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(most)))
        if setrlimit(kind, &raised) == 0 { limit = raised }
        return connections(of: Int(clamping: limit.rlim_cur))
    }

    /// Half of few files, and all but the reserve of many.
    static func connections(of files: Int) -> Int {
        let files = min(files, most)
        return max(1, files / 2, files - reserve)
    }
}
