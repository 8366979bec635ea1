import Base
import Hummingbird
import Memories
import NIOCore

/// The pages about the server: the start page and the documentation for people and programs. Each is rendered once.
struct PageRoutes: Feature {
    /// By the tag of the language.
    private let landings: [String: Once<String, any Error>]
    private let docs: Once<String, any Error>
    /// By the id of the operation.
    private let operations: [String: Once<String, any Error>]
    private let openAPI: Once<String, any Error>
    private let accounts: AccountPages?
    private let templates: PageTemplates

    /// - Parameters:
    ///   - limits: this server's, for the documentation.
    ///   - accounts: the pages for people who log in; nil where nobody can.
    ///   - hasApplications: whether people can connect applications.
    init(
        options: HTTPOptions,
        templates: PageTemplates,
        limits: MemoryLimits,
        accounts: AccountPages?,
        hasApplications: Bool
    ) {
        let hasAccounts = accounts != nil
        landings = templates.inEachLanguage {
            LandingPage(version: options.version, hasAccounts: hasAccounts, hasApplications: hasApplications)
        }
        let all = Operations.all(limits)
        docs = Once { try templates.renderEnglish(DocsPage(operations: all)) }
        let shapes = Schemas.shapes(limits)
        operations = Dictionary(
            uniqueKeysWithValues: all.filter(\.isOffered).map { operation in
                (operation.id, Once { try templates.renderEnglish(try OperationPage(operation, shapes: shapes)) })
            }
        )
        openAPI = Once {
            let document = OpenAPIDocument.document(
                version: options.version,
                publicURL: options.publicURL,
                limits: limits
            )
            return String(decoding: try StrictJSON.encode(document), as: UTF8.self)
        }
        self.accounts = accounts
        self.templates = templates
    }

    func mount(on doors: Doors) {
        let open = doors.open()
        doors.open(faults: FaultPage(templates: templates)).on(.operationDocs, .get) { _, context in
            guard let page = operations[try context.pathParameter("operation")] else {
                throw Fault(.notFound, "There is no such operation.")
            }
            return .page(try page())
        }
        doors.open(faults: FaultPage(templates: templates)).on(.landing, .get) { request, _ in
            try await accounts?.home(request) ?? .page(try (landings[PageLanguage.current.tag])?() ?? "")
        }
        open.on(.docs, .get) { _, _ in .page(try docs()) }
        open.on(.openAPI, .get) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(string: try openAPI()))
            )
        }
        open.on(.stylesheet, .get) { request, _ in PageAsset.styleSheet.response(to: request) }
        open.on(.script, .get) { request, _ in PageAsset.script.response(to: request) }
        for endpoint in [Endpoint.icon, .guessedIcon] {
            open.on(endpoint, .get) { request, _ in PageAsset.icon.response(to: request) }
        }
    }
}
