import Base

extension ServerDescription {
    /// Declares only what exists: no subscriptions, no changing lists, no logging.
    static let capabilities: JSONValue = ["tools": [:], "resources": [:], "prompts": [:], "completions": [:]]

    func initialize(_ params: [String: JSONValue]) throws -> Answer {
        guard let requested = params["protocolVersion"]?.string else {
            throw RPCError(.invalidParams, "params.protocolVersion must be a string.")
        }
        let revision =
            Revision(rawValue: requested).flatMap { $0.era == .handshake ? $0 : nil } ?? Revision.newestHandshake
        return Answer([
            "protocolVersion": .string(revision.rawValue), "capabilities": Self.capabilities,
            "serverInfo": implementation,
            "instructions": .string(instructions),
        ])
    }

    func discover() -> Answer {
        Answer(
            [
                "supportedVersions": .array(Revision.names.map(JSONValue.string)), "capabilities": Self.capabilities,
                "instructions": .string(instructions),
            ],
            freshness: .minutes
        )
    }
}
