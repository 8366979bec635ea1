import Base
import Mustache

/// The pages' templates. They are part of the binary, so no file can be missing. Those of a language are compiled once in
/// a process, for its first page: this takes longer than everything else at a start together.
struct PageTemplates: Sendable {
    /// The templates of a language.
    private typealias Library = Once<MustacheLibrary, any Error>

    private static let builtIn = libraries(of: PageLanguage.builtIn)

    let languages: [PageLanguage]
    /// By the tag of the language.
    private let libraries: [String: Library]

    /// - Parameter more: languages besides those in the binary; one with the same tag replaces it.
    init(more: [PageLanguage] = []) {
        languages = PageLanguage.builtIn.filter { known in !more.contains { $0.tag == known.tag } } + more
        libraries = Self.builtIn.merging(Self.libraries(of: more)) { $1 }
    }

    /// The templates before compilation, by name.
    static let sources: [(name: String, text: String)] = {
        let files: [(String, [UInt8])] = [
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
            ("erase", PackageResources.erase_mustache), ("import", PackageResources.import_mustache),
            ("receipt", PackageResources.receipt_mustache),
            ("team", PackageResources.team_mustache), ("join", PackageResources.join_mustache),
            ("serverhealth", PackageResources.serverhealth_mustache), ("token", PackageResources.token_mustache),
            ("people", PackageResources.people_mustache), ("person", PackageResources.person_mustache),
            ("serverapplications", PackageResources.serverapplications_mustache),
            ("serverapplication", PackageResources.serverapplication_mustache),
            ("keys", PackageResources.keys_mustache), ("providers", PackageResources.providers_mustache),
            ("limits", PackageResources.limits_mustache),
            ("admintabs", PackageResources.admintabs_mustache), ("settings", PackageResources.settings_mustache),
            ("clients", PackageResources.clients_mustache), ("client", PackageResources.client_mustache),
            ("turns", PackageResources.turns_mustache),
        ]
        return files.map { ($0, String(decoding: $1, as: UTF8.self)) }
    }()

    /// Pages for programmers, which are English, as the API is.
    static let englishOnly: Set<String> = ["docs", "operation"]

    private static func libraries(of languages: [PageLanguage]) -> [String: Library] {
        Dictionary(
            languages.map { language in (language.tag, Library { () throws(any Error) in try compile(language) }) }
        ) { $1 }
    }

    private static func compile(_ language: PageLanguage) throws -> MustacheLibrary {
        let catalogue = language.catalogue
        var library = MustacheLibrary()
        for (name, source) in sources {
            let html =
                catalogue.isEmpty || englishOnly.contains(name)
                ? source : TemplateText(source).translated(by: catalogue)
            library.register(try MustacheTemplate(string: html), named: name)
        }
        for (name, text) in PageIcon.templates {
            library.register(try MustacheTemplate(string: text), named: name)
        }
        return library
    }

    /// A page that is the same for everyone, in every language, by the language's tag.
    func inEachLanguage(_ page: @escaping @Sendable () -> some WebPage) -> [String: Once<String, any Error>] {
        Dictionary(
            uniqueKeysWithValues: languages.map { language in
                let text = Once<String, any Error> { () throws(any Error) in
                    try PageLanguage.$current.withValue(language) { try render(page()) }
                }
                return (language.tag, text)
            }
        )
    }

    /// A page for programmers, in English for every reader.
    func renderEnglish(_ page: some WebPage) throws -> String {
        try PageLanguage.$current.withValue(.english) { try render(page) }
    }

    /// The page in the language of the request. Every `{{value}}` is escaped for HTML (Mustache's default content type).
    /// - Parameter shell: the bar and the navigation around the page; nil for pages without a login.
    /// - Throws: `internal` when there is no such template, and an error in a template; a build that passes its tests has
    ///   none.
    func render(_ page: some WebPage, in shell: PageShell? = nil) throws -> String {
        let language = PageLanguage.current
        let framed = FramedPage(page, in: shell, language)
        let library = libraries[language.tag] ?? libraries[PageLanguage.english.tag]
        guard let html = try library?().render(framed, withTemplate: type(of: page).template) else {
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
