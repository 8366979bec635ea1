import Base

/// The table of clients in `clients.json`.
package enum ClientTable {
    /// In the order of the Connect page.
    package static let all: [KnownClient] = {
        do { return try read(PackageResources.clients_json) } catch { preconditionFailure("clients.json: \(error)") }
    }()

    /// The client with this id or alias, in any case; nil when none has it.
    package static func client(named name: String) -> KnownClient? {
        let name = Identifier(name.lowercased())
        return all.first { $0.names.contains { Identifier($0) == name } }
    }

    /// The client that registers with this name: “Claude Code (memory)” is Claude Code and not Claude. Nil when none does.
    package static func client(registeredAs name: String) -> KnownClient? {
        let name = name.lowercased()
        let matches = all.flatMap { client in
            ([client.title.lowercased()] + client.names.map { $0.replacing("-", with: " ") })
                .filter { name.isExactly($0) || name.hasPrefix($0 + " ") }
                .map { (client: client, length: $0.utf8.count) }
        }
        return matches.max { $0.length < $1.length }?.client
    }

    /// The hosted client that takes its codes at this redirect URI; nil when none does. `ID` in a row stands for one
    /// segment of the path.
    package static func client(receivingAt redirectURI: String) -> KnownClient? {
        let parts = redirectURI.split(separator: "/", omittingEmptySubsequences: false)
        return all.first { client in
            client.redirects.contains { row in
                let expected = row.split(separator: "/", omittingEmptySubsequences: false)
                return row.hasPrefix("https://") && expected.count == parts.count
                    && zip(expected, parts).allSatisfy { wanted, found in
                        wanted == "ID" ? !found.isEmpty : String(wanted).isExactly(String(found))
                    }
            }
        }
    }

    /// The table's text, as it is in the repository.
    package static var text: [UInt8] { PackageResources.clients_json }

    /// - Throws: `ClientTableFlaw` for a row that says less or something else than a row must.
    static func read(_ bytes: [UInt8]) throws -> [KnownClient] {
        let table = try JSONNodeReader.document(bytes)?.value(in: bytes)
        guard let checked = table?["checked"]?.string, let rows = table?["clients"]?.list else {
            throw ClientTableFlaw(description: "no date or no clients")
        }
        return try rows.map { try KnownClient(row: ClientRowReader($0), checked: checked) }
    }
}

/// The flaw of a row of the table.
package struct ClientTableFlaw: Error, CustomStringConvertible {
    package let description: String
}
