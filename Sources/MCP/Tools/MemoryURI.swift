import Base

/// `memory://{id}`: the id of a memory as a URI. Everything except unreserved characters is percent-encoded (RFC 6570
/// §3.2.2), because callers choose the ids.
enum MemoryURI {
    static let template = "memory://{id}"
    private static let scheme = "memory://"

    static func text(id: String) -> String { scheme + Percent.encode(id) }

    /// The id in a URI of this form; nil for any other text.
    static func id(_ uri: String) -> String? {
        guard uri.hasPrefix(scheme), let id = Percent.decode(uri.dropFirst(scheme.count), plusIsSpace: false),
            !id.isEmpty
        else {
            return nil
        }
        return id
    }
}
