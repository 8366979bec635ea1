/// Where a version of a client reads its servers in its configuration file.
package struct EntryLayout: Sendable {
    /// The path of the object that contains the servers: `["mcpServers"]`.
    package let key: [String]
    /// Further members of a new entry, which the person may change.
    package let first: [ConfigValue.Member]

    /// Whether the file has servers directly below the key, and nothing where the newer version has them.
    func isUsed(in text: ConfigText, insteadOf newer: [String]) throws(EditFlaw) -> Bool {
        guard try text.entry(at: newer) == nil, let servers = try text.entry(at: key)?.members else { return false }
        return servers.contains { server in
            ["url", "command"].contains { server.value[$0] != nil }
        }
    }
}
