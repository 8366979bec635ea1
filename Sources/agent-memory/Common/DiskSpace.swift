import Glibc

/// The free disk space for the database.
enum DiskSpace {
    enum Finding: Equatable {
        case fine
        case little(String)
        case none(String)
    }

    /// The bytes that this user can still write to the disk of a path; nil when unknown.
    static func free(at path: String) -> UInt64? {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        return UInt64(disk.f_bavail) &* UInt64(disk.f_frsize)
    }

    /// - Parameter free: bytes. Below 64 MiB even upkeep may fail, below 1 GiB the operator should know.
    static func finding(free: UInt64, at path: String) -> Finding {
        let text =
            "the disk of \(path) has \(free >> 20) MiB free. Make room, or move the data directory to another disk"
        return free < 64 << 20 ? .none(text) : free < 1 << 30 ? .little(text) : .fine
    }
}
