import Base
import Hummingbird
import Memories
import NIOCore

/// The pages about the server: the start page and the documentation for people and programs. All are rendered once.
struct PageRoutes: Feature {
    private let landing: String
    private let docs: String
    private let openAPI: ByteBuffer

    /// - Parameters:
    ///   - limits: this server's, for the documentation.
    ///   - hasAccounts: whether there is an account page to link to.
    ///   - hasApplications: whether that page lists connected applications.
    /// - Throws: an error in a template.
    init(
        options: HTTPOptions,
        templates: PageTemplates,
        limits: MemoryLimits,
        hasAccounts: Bool,
        hasApplications: Bool
    ) throws {
        landing = try templates.render(
            LandingPage(version: options.version, hasAccounts: hasAccounts, hasApplications: hasApplications)
        )
        docs = try templates.render(DocsPage(operations: Operations.all(limits)))
        let document = OpenAPIDocument.document(
            version: options.version,
            publicURL: options.publicURL,
            limits: limits
        )
        openAPI = ByteBuffer(bytes: try StrictJSON.encode(document))
    }

    func mount(on doors: Doors) {
        let open = doors.open()
        open.on(.landing, .get) { _, _ in .page(landing) }
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
