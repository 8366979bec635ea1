import Base

/// How one client is connected to one server, as text: for docs/clients and the Connect pages.
package struct ClientInstructions: Sendable {
    package struct Place: Sendable {
        /// “Linux”, or “in a project”.
        package let title: String
        package let path: String
    }

    /// The command of this program that connects the client.
    package let connect: String
    /// The client's own command.
    package let command: String?
    package let link: String?
    package let places: [Place]
    /// The file with nothing but our entry.
    package let file: String?
    /// The same with an API token in place of the login; nil when `file` has one.
    package let tokenFile: String?
    package let format: ConfigFormat?
    /// The steps by hand, where nothing is written.
    package let steps: String?
    /// The person's next step.
    package let then: String?
    /// How the client gets its id, its redirect URIs and what is odd about it.
    package let facts: [String]

    /// - Parameters:
    ///   - url: the MCP address.
    ///   - named: whether the command names the address: not needed on the server's own machine.
    package init(_ client: KnownClient, url: String, named: Bool) {
        let filling = Filling(
            name: client.entryName,
            url: url,
            program: "/path/to/agent-memory",
            data: "/path/to/data"
        )
        let needsToken = client.isStdio || client.needsToken
        connect =
            "agent-memory connect \(client.id)" + (named && !client.isStdio ? " --url \(url)" : "")
            + (named && client.needsToken ? " --token-file FILE" : "")
        command = client.add.map { ConnectionPlan.shell($0.map { filling.fill($0, entry: client.entry) }) }
        link = client.link.map { filling.fill($0, entry: client.entry) }
        places = Self.places(of: client) + (client.file?.project.map { [Place(title: "in a project", path: $0)] } ?? [])
        let tokens = client.file?.token ?? []
        file = client.file.flatMap { Self.text(of: $0, needsToken ? tokens : [], filling) }
        tokenFile = needsToken ? nil : client.file.flatMap { Self.text(of: $0, tokens, filling) }
        format = client.file?.format
        steps = client.steps.map { filling.fill($0) }
        then = client.then.map { filling.fill($0) }
        var facts: [String] = []
        if !client.signIn.isEmpty { facts.append("It gets its client id by \(client.signIn.joined(separator: ", ")).") }
        if !client.redirects.isEmpty { facts.append("Redirect URIs: \(client.redirects.joined(separator: ", ")).") }
        self.facts = facts + client.notes.map { filling.fill($0) }
    }

    private static func text(of file: KnownClient.File, _ token: [ConfigValue.Member], _ filling: Filling) -> String? {
        let change = EntryChange(members: filling.fill(file.entry + token + file.first))
        let text = try? ConfigText([], format: file.format).setting(change, at: file.key + [filling.name])
        return text.map { String(decoding: $0.bytes.dropLast(), as: UTF8.self) }
    }

    /// Platforms with the same path share a place.
    private static func places(of client: KnownClient) -> [Place] {
        Platform.allCases.reduce(into: []) { places, platform in
            guard let path = client.file?.user[platform].map(readable) else { return }
            if let place = places.firstIndex(where: { $0.path == path }) {
                places[place] = Place(title: "\(places[place].title), \(platform.title)", path: path)
            } else {
                places.append(Place(title: platform.title, path: path))
            }
        }
    }

    private static func readable(_ place: String) -> String {
        place.replacing("{config}", with: "~/.config").replacing("{appdata}", with: "%APPDATA%")
    }
}
