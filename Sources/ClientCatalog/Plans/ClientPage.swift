import Base

/// The pages of docs/clients/, written from the table.
package enum ClientPage {
    /// The page that lists all clients.
    package static func index(_ clients: [KnownClient]) -> String {
        var lines = [
            "# Clients", "",
            "How each AI client is connected to this server. `agent-memory connect` does it for the clients on this machine; the page of a",
            "client shows what it writes. Written from `Sources/ClientCatalog/Catalog/clients.json`; do not edit.", "",
            "| client | command | confidence |", "|---|---|---|",
        ]
        lines += clients.map { client in
            "| [\(client.title)](\(client.id).md), \(client.remark) | `agent-memory connect \(client.id)` | \(client.confidence.rawValue) |"
        }
        lines += [""]
        lines += KnownClient.Confidence.allCases.map { "- **\($0.rawValue)**: \($0.sentence)." }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The page of one client.
    package static func page(of client: KnownClient) -> String {
        let instructions = ClientInstructions(client, url: "https://memory.example/mcp", named: client.isCloud)
        var parts = [
            "# \(client.title)",
            "\(client.title): \(client.remark). Checked \(client.checked), \(client.confidence.sentence).",
            block("bash", instructions.connect),
        ]
        if let command = instructions.command { parts += ["## Its own command", block("bash", command)] }
        if let link = instructions.link { parts += ["## Its link", block("text", link)] }
        if let file = instructions.file, let format = instructions.format {
            let places = instructions.places.map { "- \($0.title): `\($0.path)`" }.joined(separator: "\n")
            parts += ["## Its file", places, block(language(format), file)]
            if let file = instructions.tokenFile {
                parts += ["With an API token instead of the login:", block(language(format), file)]
            }
        }
        if let steps = instructions.steps { parts += ["## By hand", steps + "."] }
        if let then = instructions.then { parts += ["## Then", then + "."] }
        if !instructions.facts.isEmpty {
            parts += ["## Good to know", instructions.facts.map { "- \($0)" }.joined(separator: "\n")]
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func language(_ format: ConfigFormat) -> String { format == .jsonc ? "json" : format.rawValue }

    private static func block(_ language: String, _ text: String) -> String { "```\(language)\n\(text)\n```" }
}
