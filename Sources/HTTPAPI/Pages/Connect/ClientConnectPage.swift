import Authorization
import Base
import ClientCatalog

/// How one application is connected to this server, and how far it is.
struct ClientConnectPage: WebPage {
    struct Place: Sendable {
        let title: String
        let path: String
    }

    /// A step of the connection, as far as this server has seen it.
    struct Step: Sendable {
        let number: Int
        let text: String
        let detail: String
        let isDone: Bool
        let isNow: Bool
    }

    static let template = "client"

    let title: String
    let name: String
    let initials: String
    let hue: Int
    let url: String
    let link: String?
    let command: String?
    /// The command of this program, for the computer the client is on.
    let connect: String
    let places: [Place]
    let file: String?
    let tokenFile: String?
    let steps: String?
    let then: String?
    let facts: [String]
    let clientsLogIn: Bool
    /// Whether the client's vendor cannot reach this server.
    let isOutOfReach: Bool
    /// Whether the client works in projects, so that a line in their rules helps.
    let hasProjects: Bool
    let confidence: String
    let checked: String
    let state: String
    let progress: [Step]

    init(_ client: KnownClient, url: String, clientsLogIn: Bool, connected: [ConnectedApplication]) {
        let instructions = ClientInstructions(client, url: url, named: true)
        title = "Connect \(client.title)"
        name = client.title
        initials = client.initials
        hue = client.hue
        self.url = url
        link = instructions.link
        command = instructions.command
        connect = instructions.connect
        places = instructions.places.map { Place(title: $0.title, path: $0.path) }
        file = instructions.file
        tokenFile = instructions.tokenFile
        steps = instructions.steps
        then = instructions.then
        facts = instructions.facts
        self.clientsLogIn = clientsLogIn
        isOutOfReach = client.isCloud && !ConnectionWish.isPublic(url)
        hasProjects = client.group != .assistant
        confidence = client.confidence.sentence
        checked = client.checked
        let connection = client.connection(among: connected)
        progress = Self.progress(client, connection)
        state =
            connection == nil
            ? "Waiting" : connection?.lastUsedAt == nil ? "One of two steps done" : "Connected"
    }

    private static func progress(_ client: KnownClient, _ connection: ConnectedApplication?) -> [Step] {
        let scopes = connection.map { $0.scopes.text } ?? "It opens your browser, where you log in and allow it."
        let used = connection?.lastUsedAt
        let seen = used.map { "Last seen \($0.description.prefix(16).replacing("T", with: " ")) UTC." }
        return [
            Step(
                number: 1,
                text: connection == nil ? "Waiting until you allow \(client.title)" : "You allowed it",
                detail: scopes,
                isDone: connection != nil,
                isNow: connection == nil
            ),
            Step(
                number: 2,
                text: used == nil ? "It gets its token" : "It got its token",
                detail: seen ?? "Ask \(client.title): “what do you remember about me?”",
                isDone: used != nil,
                isNow: connection != nil && used == nil
            ),
        ]
    }
}
