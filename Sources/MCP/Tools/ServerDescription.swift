import Base

/// The server's description of itself, in `initialize` and `server/discover`.
package struct ServerDescription: Sendable {
    /// The version of the whole product, such as `1.0.0`.
    package let version: String
    /// The origin of the server's pages, without a trailing slash; nil when it has none.
    package let origin: String?

    package init(version: String, origin: String? = nil) {
        self.version = version
        self.origin = origin
    }

    /// The page of a memory, or the URI of its resource when the server has no pages.
    func url(ofMemory id: String) -> String {
        origin.map { "\($0)/memories/\(Percent.encode(id))" } ?? MemoryURI.text(id: id)
    }

    var implementation: JSONValue {
        ["name": "agent-memory", "title": "Agent Memory", "version": .string(version)]
    }
}
