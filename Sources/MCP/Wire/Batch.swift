import Base

/// Several messages in one body. Revision 2025-03-26 obliges servers to take them, 2025-06-18 dropped them.
enum Batch {
    /// Each message is a search or a write, so that one body must not hold any number of them.
    static let limit = 50

    /// - Parameter headers: nil on stdio, where no message says its revision.
    static func check(_ messages: [JSONValue], headers: RequestHeaders?) throws(RPCRejection) {
        let versions = headers?.values(.protocolVersion) ?? []
        // The header is younger than batches: without one it is 2025-03-26 (transports, "Protocol Version Header").
        guard versions.allSatisfy({ $0 == Revision.r20250326.rawValue }) else {
            throw refused("Batches belong to protocol version 2025-03-26 alone; send one message a request.")
        }
        guard !messages.isEmpty else { throw refused("The batch is empty.") }
        guard messages.count <= limit else { throw refused("A batch may have \(limit) messages at most.") }
        // Lifecycle: what the others may be is settled by it.
        guard !messages.contains(where: { $0["method"]?.string == Method.initialize.rawValue }) else {
            throw refused("initialize must not be part of a batch.")
        }
    }

    private static func refused(_ sentence: String) -> RPCRejection {
        RPCRejection(id: nil, error: RPCError(.invalidRequest, sentence))
    }
}
