/// A change of one file.
package struct FileEdit: Sendable, Hashable {
    package let path: String
    /// Nil when the file does not exist.
    package let before: [UInt8]?
    package let after: [UInt8]
    /// Whether the new text contains an API token, so that only the person may read a new file.
    package let holdsToken: Bool

    package init(path: String, before: [UInt8]?, after: [UInt8], holdsToken: Bool) {
        self.path = path
        self.before = before
        self.after = after
        self.holdsToken = holdsToken
    }

    package var isChange: Bool { before != after }

    /// The lines that go, marked with `-`, and those that come, marked with `+`. Tokens are hidden.
    package var changedLines: [String] {
        let old = Self.lines(before ?? [])
        let new = Self.lines(after)
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var (oldEnd, newEnd) = (old.count, new.count)
        while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        return old[start..<oldEnd].map { "- " + Self.hidingTokens($0) }
            + new[start..<newEnd].map { "+ " + Self.hidingTokens($0) }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
        }
    }

    /// The line with every text after `Bearer` or with the prefix of our tokens replaced, also those of other servers.
    static func hidingTokens(_ line: String) -> String {
        line.replacing(/Bearer [^"'\s]+/, with: "Bearer ‹token›").replacing(/amt_[A-Za-z0-9_-]+/, with: "‹token›")
    }
}
