import Foundation
import Settings
import Testing

/// The complete settings that docs/providers shows for each provider.
@Suite("docs/providers: the settings on each page") struct ProviderPageTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/providers")

    private static let pages = [
        "auth0", "authentik", "cognito", "entra", "google", "keycloak", "okta", "other", "zitadel",
    ]

    @Test("The settings are complete and valid", arguments: pages)
    func theSettingsAreValid(page: String) throws {
        let settings = try Self.settings(of: page)
        #expect(settings.oauth.providers.count == 1)
        // Google's access tokens cannot be verified by others.
        #expect(settings.auth.issuers.count == (page == "google" ? 0 : 1))
        if let issuer = settings.auth.issuers.first, let provider = settings.oauth.providers.first {
            #expect(issuer.url == provider.issuer, "one person would become two")
        }
    }

    @Test("The page names the redirect URI to register, and both check commands", arguments: pages)
    func thePageNamesTheRedirectURI(page: String) throws {
        let text = try Self.text(of: page)
        let name = try #require(try Self.settings(of: page).oauth.providers.first?.name)
        #expect(text.contains("`https://memory.example/login/\(name)/callback`"))
        #expect(text.contains("agent-memory doctor"))
        #expect(page == "google" || text.contains("agent-memory token explain -"))
        for heading in ["## Let people log in", "## Settings", "## Check", "## If it fails"] {
            #expect(text.contains(heading))
        }
    }

    @Test("The page shows the settings of examples/providers", arguments: pages)
    func thePageShowsTheSample(page: String) throws {
        let block = try #require(try Self.text(of: page).firstMatch(of: /```yaml\n((?s:.*?))```/)?.output.1)
        let sample = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "examples/providers/\(page).yaml")
        let text = try String(contentsOf: sample, encoding: .utf8)
        #expect(text.drop { $0 != "\n" }.dropFirst() == block)
    }

    @Test("Every page is tested here")
    func everyPageIsTested() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".md") }
        #expect(Set(files) == Set(Self.pages.map { "\($0).md" } + ["README.md", "appendix.md"]))
    }

    private static func text(of page: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(page).md"), encoding: .utf8)
    }

    private static func settings(of page: String) throws -> ServerSettings {
        let block = try #require(try text(of: page).firstMatch(of: /```yaml\n((?s:.*?))```/)?.output.1)
        // The file of the secret exists only on the operator's machine.
        let yaml = block.replacing(/clientSecretFile: .*/, with: "clientSecret: a-secret-of-the-provider")
        return try ServerSettings(SettingInputs(file: .init(path: "agent-memory.yaml", text: String(yaml))))
    }
}
