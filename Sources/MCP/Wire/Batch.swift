import Base

/// Several messages in one body. Revision 2025-03-26 requires servers to accept them; 2025-06-18 removed them.
enum Batch {
    /// The most messages in a batch: each message is a search or a write.
    static let limit = 50

    /// - Parameter headers: nil on stdio, where messages do not name their revision.
    static func check(_ messages: [JSONValue], headers: RequestHeaders?) throws(RPCRejection) {
        let versions = headers?.values(.protocolVersion) ?? []
        // The header is newer than batches: a request without it has revision 2025-03-26 (transports, "Protocol Version
        // Header").
        guard versions.allSatisfy({ $0 == Revision.r20250326.rawValue }) else {
            throw refused("Only protocol version 2025-03-26 has batches. Send one message per request.")
        }
        guard !messages.isEmpty else { throw refused("The batch is empty.") }
        guard messages.count <= limit else { throw refused("A batch may have at most \(limit) messages.") }
        // Lifecycle: `initialize` decides the revision of the others.
        guard !messages.contains(where: { $0["method"]?.string == Method.initialize.rawValue }) else {
            throw refused("initialize must not be part of a batch.")
        }
    }

    private static func refused(_ sentence: String) -> RPCRejection {
        RPCRejection(id: nil, error: RPCError(.invalidRequest, sentence))
    }
}
