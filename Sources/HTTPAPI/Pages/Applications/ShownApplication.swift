import Authorization
import Base
import Identity

/// An application that a person let in, as pages show it.
struct ShownApplication: Sendable {
    /// Names the entry in forms and paths.
    let id: String
    /// The client id of its latest registration.
    let client: String
    let path: String
    let name: String
    let monogram: Monogram
    /// The address of its metadata document, the verified part of its name; nil for one that registered.
    let document: String?
    let scopes: [String]
    let workspaces: String
    let lastUsed: ShownTime?
    /// The address of the last use; nil when unknown.
    let lastAddress: String?
    /// Since when it is paused; nil while it may work.
    let paused: ShownTime?
    let seal: String
    /// Its devices, or the starts of a client that stores nothing, newest first, at most ten; empty for a single one.
    let connections: [ShownConnection]

    /// - Parameter seal: seals a form that names this id.
    init(_ application: ConnectedApplication, pausedAt: Timestamp?, now: Timestamp, seal: (String) -> String) {
        let document = Self.document(of: application)
        id = application.id
        client = application.client.rawValue
        path = PageEndpoint.application.path(application.id)
        name = Self.name(of: application)
        monogram = Monogram(of: name)
        self.document = document.map { String($0.text.dropFirst("https://".count)) }
        scopes = application.scopes.ordered.map { PageLanguage.current.sentence($0.words) }
        workspaces =
            (application.workspaces.map(\.words)
            + application.alsoReads.map { localized("reads \($0.words)") }).joined(separator: ", ")
        lastUsed = application.lastUsedAt.map { ShownTime($0, now: now) }
        lastAddress = application.lastAddress
        paused = pausedAt.map { ShownTime($0, now: now) }
        self.seal = seal(application.id)
        let name = name
        connections =
            application.connections.count < 2
            ? []
            : application.connections.prefix(10).map {
                ShownConnection(
                    id: $0.id.rawValue,
                    application: name,
                    since: ShownTime($0.createdAt, now: now),
                    lastUsed: $0.lastUsedAt.map { ShownTime($0, now: now) },
                    lastAddress: $0.lastAddress,
                    seal: seal($0.id.rawValue)
                )
            }
    }

    /// The verified part of the name comes first.
    static func name(of application: ConnectedApplication) -> String {
        document(of: application)?.host ?? application.name ?? localized("Unnamed application")
    }

    private static func document(of application: ConnectedApplication) -> ClientDocumentURL? {
        ClientDocumentURL(application.client.rawValue)
    }
}
