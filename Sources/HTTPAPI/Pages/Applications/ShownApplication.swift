import Authorization
import Base
import Identity

/// An application that a person let in, as pages show it.
struct ShownApplication: Sendable {
    let id: String
    let path: String
    let name: String
    let letters: String
    let hue: Int
    /// The address of its metadata document, the verified part of its name; nil for one that registered.
    let document: String?
    let scopes: [String]
    let workspaces: String
    let lastUsed: ShownTime?
    /// Since when it is paused; nil while it may work.
    let paused: ShownTime?
    let seal: String

    init(_ application: ConnectedApplication, pausedAt: Timestamp?, now: Timestamp, seal: String) {
        let document = ClientDocumentURL(application.client.rawValue)
        id = application.client.rawValue
        path = PageEndpoint.application.path(Percent.encode(application.client.rawValue))
        name = document?.host ?? application.name ?? "Unnamed application"
        let monogram = Monogram(of: name)
        letters = monogram.letters
        hue = monogram.hue
        self.document = document.map { String($0.text.dropFirst("https://".count)) }
        scopes = application.scopes.ordered.map(\.words)
        workspaces = application.workspaces.map(\.words).joined(separator: ", ")
        lastUsed = application.lastUsedAt.map { ShownTime($0, now: now) }
        paused = pausedAt.map { ShownTime($0, now: now) }
        self.seal = seal
    }
}
