import Base
import Mustache

/// The pages' templates, compiled once in a process. They are part of the binary, so no file can be missing.
struct PageTemplates: Sendable {
    private static let compiled = Result { try compile() }

    private let library: MustacheLibrary

    /// - Throws: an error in a template; a build that passes its tests has none.
    init() throws {
        library = try Self.compiled.get()
    }

    private static func compile() throws -> MustacheLibrary {
        var library = MustacheLibrary()
        let sources: [(String, [UInt8])] = [
            ("layout", PackageResources.layout_mustache), ("appbar", PackageResources.appbar_mustache),
            ("nav", PackageResources.nav_mustache), ("foot", PackageResources.foot_mustache),
            ("mark", PackageResources.mark_mustache), ("problem", PackageResources.problem_mustache),
            ("login", PackageResources.login_mustache),
            ("consent", PackageResources.consent_mustache), ("account", PackageResources.account_mustache),
            ("message", PackageResources.message_mustache), ("setup", PackageResources.setup_mustache),
            ("landing", PackageResources.landing_mustache), ("docs", PackageResources.docs_mustache),
            ("operation", PackageResources.operation_mustache),
            ("leaving", PackageResources.leaving_mustache), ("connect", PackageResources.connect_mustache),
            ("health", PackageResources.health_mustache), ("time", PackageResources.time_mustache),
            ("memorymeta", PackageResources.memorymeta_mustache), ("memories", PackageResources.memories_mustache),
            ("memory", PackageResources.memory_mustache), ("memoryedit", PackageResources.memoryedit_mustache),
            ("selection", PackageResources.selection_mustache),
            ("sessions", PackageResources.sessions_mustache), ("session", PackageResources.session_mustache),
            ("sessiondelete", PackageResources.sessiondelete_mustache), ("home", PackageResources.home_mustache),
            ("homefirst", PackageResources.homefirst_mustache),
            ("applications", PackageResources.applications_mustache),
            ("application", PackageResources.application_mustache), ("teams", PackageResources.teams_mustache),
            ("undo", PackageResources.undo_mustache), ("deed", PackageResources.deed_mustache),
            ("activity", PackageResources.activity_mustache), ("data", PackageResources.data_mustache),
            ("erase", PackageResources.erase_mustache), ("receipt", PackageResources.receipt_mustache),
            ("team", PackageResources.team_mustache), ("join", PackageResources.join_mustache),
            ("serverhealth", PackageResources.serverhealth_mustache), ("token", PackageResources.token_mustache),
            ("people", PackageResources.people_mustache),
            ("admintabs", PackageResources.admintabs_mustache), ("settings", PackageResources.settings_mustache),
            ("clients", PackageResources.clients_mustache), ("client", PackageResources.client_mustache),
            ("turns", PackageResources.turns_mustache),
        ]
        let files = sources.map { ($0, String(decoding: $1, as: UTF8.self)) }
        for (name, text) in files + PageIcon.templates {
            library.register(try MustacheTemplate(string: text), named: name)
        }
        return library
    }

    /// Every `{{value}}` is escaped for HTML (Mustache's default content type).
    /// - Parameter shell: the bar and the navigation around the page; nil for pages without a login.
    /// - Throws: `internal` when there is no such template.
    func render(_ page: some WebPage, in shell: PageShell? = nil) throws -> String {
        guard let html = library.render(FramedPage(page, in: shell), withTemplate: type(of: page).template) else {
            throw Fault(.internal, "The page could not be created.")
        }
        return html
    }
}

/// The values of one template. Its stored properties are the template's names; a page without a login may have a
/// `width`, the CSS class of its main part: `broad` for lists.
protocol WebPage: Sendable {
    static var template: String { get }
    var title: String { get }
}
