import Base
import Hummingbird
import Memories
import NIOCore

/// The pages about the server: the start page and the documentation for people and programs. All are rendered once.
struct PageRoutes: Feature {
    private let landing: String
    private let docs: String
    /// By the id of the operation.
    private let operations: [String: String]
    private let openAPI: ByteBuffer
    private let accounts: AccountPages?
    private let templates: PageTemplates

    /// - Parameters:
    ///   - limits: this server's, for the documentation.
    ///   - accounts: the pages for people who log in; nil where nobody can.
    ///   - hasApplications: whether people can connect applications.
    /// - Throws: an error in a template.
    init(
        options: HTTPOptions,
        templates: PageTemplates,
        limits: MemoryLimits,
        accounts: AccountPages?,
        hasApplications: Bool
    ) throws {
        landing = try templates.render(
            LandingPage(version: options.version, hasAccounts: accounts != nil, hasApplications: hasApplications)
        )
        let all = Operations.all(limits)
        docs = try templates.render(DocsPage(operations: all))
        let shapes = Schemas.shapes(limits)
        operations = Dictionary(
            uniqueKeysWithValues: try all.filter(\.isOffered).map {
                ($0.id, try templates.render(try OperationPage($0, shapes: shapes)))
            }
        )
        let document = OpenAPIDocument.document(
            version: options.version,
            publicURL: options.publicURL,
            limits: limits
        )
        self.accounts = accounts
        self.templates = templates
        openAPI = ByteBuffer(bytes: try StrictJSON.encode(document))
    }

    func mount(on doors: Doors) {
        let open = doors.open()
        doors.open(faults: FaultPage(templates: templates)).on(.operationDocs, .get) { _, context in
            guard let page = operations[try context.pathParameter("operation")] else {
                throw Fault(.notFound, "There is no such operation.")
            }
            return .page(page)
        }
        doors.open(faults: FaultPage(templates: templates)).on(.landing, .get) { request, _ in
            try await accounts?.home(request) ?? .page(landing)
        }
        open.on(.docs, .get) { _, _ in .page(docs) }
        open.on(.openAPI, .get) { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: openAPI))
        }
        open.on(.stylesheet, .get) { request, _ in PageAsset.styleSheet.response(to: request) }
        open.on(.script, .get) { request, _ in PageAsset.script.response(to: request) }
        for endpoint in [Endpoint.icon, .guessedIcon] {
            open.on(endpoint, .get) { request, _ in PageAsset.icon.response(to: request) }
        }
    }
}
