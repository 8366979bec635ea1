import Base
import Identity

/// Lists whose entries mean something to the rooms.
extension SettingReader {
    /// Claims, with dots that descend into objects.
    func claims(_ key: String, _ help: String) -> [ClaimPath] { list(key, help) { .usable(ClaimPath($0)) } }

    /// Entries of the form `name=value`.
    func pairs<Value>(_ key: String, _ help: String, _ value: (String) -> ListEntry<Value>) -> [(String, Value)] {
        list(key, help) { text in
            guard let (name, text) = text.halves, !name.isEmpty, !text.isEmpty else {
                return .refused("is not of the form name=value")
            }
            return switch value(text) {
            case .usable(let value): .usable((name, value))
            case .refused(let reason): .refused(reason)
            }
        }
    }
}

extension ScopeSet {
    static func entry(_ text: String) -> ListEntry<ScopeSet> {
        ScopeSet(name: text).map(ListEntry.usable)
            ?? .refused("does not name one of the scopes \(named.map(\.name).joined(separator: ", "))")
    }
}

/// Names of scopes as another server has them.
enum ScopeText {
    /// RFC 6749 §3.3.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
    }
}

extension String {
    /// What stands before the first `=` and after it, without white space around both; nil when there is none.
    var halves: (name: String, value: String)? {
        firstIndex(of: "=").map { (self[..<$0].trimmed, self[index(after: $0)...].trimmed) }
    }
}
