import Base
import Identity

/// Lists whose entries are values of other targets.
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

/// Scope names of other servers.
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
    /// The texts before and after the first `=`, without white space around them; nil without a `=`.
    var halves: (name: String, value: String)? {
        firstIndex(of: "=").map { (self[..<$0].trimmed, self[index(after: $0)...].trimmed) }
    }
}
