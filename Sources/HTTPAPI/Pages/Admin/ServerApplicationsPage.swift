import Authorization
import Base

/// The applications that this server knows, for its administrators: who they are, never what they wrote.
struct ServerApplicationsPage: WebPage {
    static let template = "serverapplications"

    struct Row: Sendable {
        let id: String
        let name: String
        let monogram: Monogram
        let origin: String
        let people: String
        let since: ShownTime
        let lastUsed: ShownTime?
        let seal: String
    }

    let title = localized("Applications")
    let tab = ["applications": true]
    let count: String
    let applications: [Row]
    let part: ListPart?
    /// Applications known only by their metadata document, which are not registered here.
    let documents: [Row]
    let documentPart: ListPart?
    let hasDocuments: Bool

    static let size = 15

    /// - Parameters:
    ///   - registered: one page of the registered ones, newest first.
    ///   - page: its number, from 1.
    ///   - documentPage: the number of the page of the documents, as the address has it.
    init(
        registered: Page<Client>,
        page: Int,
        documents: [Client],
        documentPage: String?,
        people: [ID<Client>: Int],
        now: Timestamp,
        seal: (Client) -> String
    ) {
        func row(_ client: Client) -> Row {
            let name = ClientDocumentURL(client.id.rawValue)?.host ?? client.name ?? localized("Unnamed application")
            return Row(
                id: client.id.rawValue,
                name: name,
                monogram: Monogram(of: name),
                origin: Self.words(client.origin),
                people: (people[client.id] ?? 0).of("person", "people"),
                since: ShownTime(client.createdAt, now: now),
                lastUsed: client.lastUsedAt.map { ShownTime($0, now: now) },
                seal: seal(client)
            )
        }
        let path = PageEndpoint.serverApplications.rawValue
        count = registered.total.of("registered application", "registered applications")
        applications = registered.items.map(row)
        part =
            registered.total > Self.size
            ? ListPart(page, size: Self.size, shown: registered.items.count, of: registered.total) {
                "\(path)?page=\($0)"
            } : nil
        let (shown, documentPart) = ListPart.of(
            documents,
            size: Self.size,
            page: documentPage,
            path: { "\(path)?documents=\($0)" }
        )
        self.documents = shown.map(row)
        self.documentPart = documentPart
        hasDocuments = !documents.isEmpty
    }

    private static func words(_ origin: Client.Origin) -> String {
        switch origin {
        case .registered: localized("registered itself; chose its name")
        case .preregistered: localized("added by an operator")
        case .document: localized("describes itself at its address")
        }
    }
}
