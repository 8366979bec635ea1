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
    /// The sentences of the instructions in the language of the request: what to do where nothing is written, the next
    /// step, the files, and what is odd about the client.
    let byHand: String?
    let afterwards: String?
    let files: [Place]
    let remarks: [String]
    let clientsLogIn: Bool
    /// Whether the client's vendor cannot reach this server.
    let isOutOfReach: Bool
    /// Whether the client works in projects, so that a line in their rules helps.
    let hasProjects: Bool
    let confidence: String
    let checked: String
    let checkedDay: String
    let state: String
    let progress: [ConnectionProgress]
    /// The steps that this server saw, as the person may see them.
    let seen: [SeenStep]
    let hasSeen: Bool
    /// Whether the page loads itself again until the client is connected.
    let isWatching: Bool
    /// Whether watching makes sense.
    let canWatch: Bool

    /// A configuration file: “Linux”, or “in a project”.
    struct Place: Sendable {
        let title: String
        let path: String
    }

    /// - Parameters:
    ///   - walk: the client's latest; nil when there is none that the person may see.
    ///   - isWatching: whether the person asked to see the steps live.
    init(
        _ client: KnownClient,
        url: String,
        clientsLogIn: Bool,
        connected: [ConnectedApplication],
        walk: ConnectionWalk?,
        isWatching: Bool,
        now: Timestamp
    ) {
        let language = PageLanguage.current
        instructions = ClientInstructions(client, url: url, named: true)
        byHand = instructions.steps.map(language.sentence)
        afterwards = instructions.then.map(language.sentence)
        files = instructions.places.map { Place(title: language.sentence($0.title), path: $0.path) }
        remarks = instructions.facts.map(language.sentence)
        name = language.sentence(client.title)
        title = localized("Connect \(name)")
        monogram = client.monogram
        self.url = url
        self.clientsLogIn = clientsLogIn
        isOutOfReach = client.isCloud && !ConnectionWish.isPublic(url)
        hasProjects = client.group != .assistant
        confidence = language.sentence(client.confidence.sentence)
        checked = client.checked
        checkedDay = ShownTime.date(checked)
        let connection = client.connection(among: connected)
        let call = walk?.steps.last { $0.stage == .call && $0.passed }?.at
        progress = ConnectionProgress.steps(of: client, connection, firstCall: call)
        seen = walk?.steps.map { SeenStep($0, now: now) } ?? []
        hasSeen = !seen.isEmpty
        canWatch = call == nil
        self.isWatching = isWatching && call == nil
        state =
            connection == nil
            ? localized("Waiting")
            : connection?.lastUsedAt == nil ? localized("One of two steps done") : localized("Connected")
    }
}
