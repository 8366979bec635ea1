import Base
import Settings
import Testing

@testable import agent_memory

/// The lines of the first screen work as they are printed.
@Suite struct GreetingTests {
    private static let token = Secret("amt_abcdefghijkl_secret")

    private func greeting(_ flags: [String: String] = [:], pages: String? = "http://127.0.0.1:8000") throws -> Greeting
    {
        Greeting(
            settings: try ServerSettings(SettingInputs(flags: flags)),
            port: 8_000,
            pages: pages,
            output: LogQueue { _ in }
        )
    }

    @Test("The first start shows the token once, and commands to paste that use it")
    func theTokenIsShownOnce() throws {
        let text = try greeting().firstStart(user: "admin", token: Self.token)
        #expect(text.ranges(of: "amt_").count == 1)
        for line in [
            "export TOKEN=amt_abcdefghijkl_secret\n",
            "claude mcp add --transport http memory http://127.0.0.1:8000/mcp --header \"Authorization: Bearer $TOKEN\"\n",
            "curl -sS http://127.0.0.1:8000/v1/long-term-memory/ \\\n", "-H \"Authorization: Bearer $TOKEN\"",
            "http://127.0.0.1:8000/setup\n",
        ] { #expect(text.contains(line), "\(line)") }
    }

    @Test(
        "Commands to paste name an address that clients can connect to",
        arguments: [
            ("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000"),
            ("[::]", "http://[::1]:8000"), ("::1", "http://[::1]:8000"), ("localhost", "http://localhost:8000"),
        ]
    )
    func theAddressCanBeConnectedTo(host: String, url: String) throws {
        let greeting = try greeting(["http.host": host], pages: nil)
        #expect(greeting.localURL == url)
        #expect(greeting.address.contains("listens on \(url)"))
        let text = greeting.firstStart(user: "admin", token: Self.token)
        #expect(text.contains("memory \(url)/mcp") && text.contains("curl -sS \(url)/v1"))
    }

    @Test(
        "With a public URL, clients get that URL, and a command sets the password, because the setup page is for this machine only"
    )
    func thePublicURLIsForClients() throws {
        let text = try greeting(["http.publicUrl": "https://memory.example"], pages: "https://memory.example")
            .firstStart(user: "admin", token: Self.token)
        #expect(text.contains("memory https://memory.example/mcp --header"))
        #expect(text.contains("curl -sS http://127.0.0.1:8000/v1"))
        #expect(text.contains("agent-memory user password admin") && !text.contains("/setup"))
    }

    @Test(
        "Without pages or without passwords, the first start does not name a page",
        arguments: [nil, "http://127.0.0.1:8000"]
    )
    func noPageIsNamed(pages: String?) throws {
        let text = try greeting(["login.local": "false"], pages: pages).firstStart(user: "admin", token: Self.token)
        #expect(!text.contains("/setup") && !text.contains("password"))
    }

    @Test("A first start with a preset credential shows no secret")
    func aPresetShowsNoSecret() throws {
        let text = try greeting().firstStart(user: "admin", token: nil)
        #expect(text.contains("tokens.preset") && !text.contains("TOKEN="))
    }
}
