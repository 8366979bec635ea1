import Authorization
import Base
import ClientCatalog

/// How one application is connected to this server, and how far it is.
struct ClientConnectPage: WebPage {
    static let template = "client"

    let title: String
    let name: String
    let monogram: Monogram
    let url: String
    let instructions: ClientInstructions
    let clientsLogIn: Bool
    /// Whether the client's vendor cannot reach this server.
    let isOutOfReach: Bool
    /// Whether the client works in projects, so that a line in their rules helps.
    let hasProjects: Bool
    let confidence: String
    let checked: String
    let state: String
    let progress: [ConnectionProgress]

    init(_ client: KnownClient, url: String, clientsLogIn: Bool, connected: [ConnectedApplication]) {
        instructions = ClientInstructions(client, url: url, named: true)
        title = "Connect \(client.title)"
        name = client.title
        monogram = client.monogram
        self.url = url
        self.clientsLogIn = clientsLogIn
        isOutOfReach = client.isCloud && !ConnectionWish.isPublic(url)
        hasProjects = client.group != .assistant
        confidence = client.confidence.sentence
        checked = client.checked
        let connection = client.connection(among: connected)
        progress = ConnectionProgress.steps(of: client, connection)
        state =
            connection == nil
            ? "Waiting" : connection?.lastUsedAt == nil ? "One of two steps done" : "Connected"
    }
}
