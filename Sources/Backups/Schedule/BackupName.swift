package import Base

/// The names of scheduled backups: `agent-memory-20261130T033000Z.backup`. Only files with such names are counted and
/// removed.
package enum BackupName {
    private static let (prefix, suffix) = ("agent-memory-", ".backup")

    package static func of(_ time: Timestamp) -> String {
        let seconds = Timestamp(seconds: time.seconds).description.prefix(19)
        return prefix + seconds.filter { $0 != "-" && $0 != ":" } + "Z" + suffix
    }

    /// The time in a name; nil for other names.
    package static func time(in name: String) -> Timestamp? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let digits = Array(name.dropFirst(prefix.count).dropLast(suffix.count))
        guard digits.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let text =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<16))"
        guard let time = Timestamp(iso8601: text), of(time) == name else { return nil }
        return time
    }

    /// The newest time in a folder that is not in the future.
    package static func newest(of names: [String], at now: Timestamp) -> Timestamp? {
        names.compactMap(time).filter { $0 <= now }.max()
    }

    /// The names of the backups that are older than the newest `count`.
    package static func excess(of names: [String], keeping count: Int) -> [String] {
        names.filter { time(in: $0) != nil }.sorted().dropLast(count).map(\.self)
    }
}
