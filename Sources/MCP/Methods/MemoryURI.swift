import Base

/// `memory://{id}`: the id of a memory as a URI, everything but unreserved characters percent-encoded (RFC 6570
/// §3.2.2), because ids are chosen by callers.
enum MemoryURI {
    static let template = "memory://{id}"
    private static let scheme = "memory://"

    static func text(id: String) -> String { scheme + Percent.encode(id) }

    /// Nil when it is no URI of this form.
    static func id(_ uri: String) -> String? {
        guard uri.hasPrefix(scheme), let id = Percent.decode(uri.dropFirst(scheme.count), plusIsSpace: false),
            !id.isEmpty
        else {
            return nil
        }
        return id
    }
}
