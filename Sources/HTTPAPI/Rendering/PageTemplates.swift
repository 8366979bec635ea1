import Base
import Mustache

/// The pages' templates, compiled once. They are part of the binary, so no file can be missing.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    /// - Throws: an error in a template; a build that passes its tests has none.
    init() throws {
        var library = MustacheLibrary()
        let sources: [(String, [UInt8])] = [
            ("layout", PackageResources.layout_mustache), ("login", PackageResources.login_mustache),
            ("consent", PackageResources.consent_mustache), ("account", PackageResources.account_mustache),
            ("message", PackageResources.message_mustache), ("setup", PackageResources.setup_mustache),
            ("landing", PackageResources.landing_mustache), ("docs", PackageResources.docs_mustache),
            ("leaving", PackageResources.leaving_mustache), ("connect", PackageResources.connect_mustache),
            ("health", PackageResources.health_mustache),
        ]
        for (name, bytes) in sources {
            library.register(try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)), named: name)
        }
        self.library = library
    }

    /// Every `{{value}}` is escaped for HTML (Mustache's default content type).
    /// - Throws: `internal` when there is no such template.
    func render(_ page: some WebPage) throws -> String {
        guard let html = library.render(page, withTemplate: type(of: page).template) else {
            throw Fault(.internal, "The page could not be created.")
        }
        return html
    }

    static let styleSheet = PackageResources.pages_css
    static let icon = PackageResources.icon_svg
}

/// The values of one template.
protocol WebPage: Sendable {
    static var template: String { get }
    var title: String { get }
    /// The CSS class of the page's width: `wide` for lists, else empty.
    var width: String { get }
    /// The user shown as logged in at the top of the page.
    var person: String? { get }
}
