import Base
import Identity
import Testing

@Suite("Redirect URIs (RFC 6749 §3.1.2, RFC 8252 §7)") struct RedirectURITests {
    /// What the known clients register (facts on real clients).
    @Test(arguments: [
        "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback", "http://localhost:33418/callback",
        "cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost:8787/callback",
        "https://www.cursor.com/agents/mcp/oauth/callback",
        "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/",
        "http://127.0.0.1:1456/mcp/oauth/callback", "windsurf://codeium.windsurf/callback", "http://127.0.0.1:5555/callback/AbCdEfGhIjKl",
        "http://localhost:7777/oauth/callback", "http://localhost:8090/mcp/callback", "http://localhost:3334/oauth/callback",
        "https://chatgpt.com/connector_platform_oauth_redirect", "http://[::1]:4000/cb", "com.example.app:/cb",
        "https://client.example/cb?tenant=1", "https://client.example:8443/cb",
    ])
    func acceptsWhatRealClientsRegister(text: String) throws {
        _ = try RedirectURI(text)
    }

    @Test(arguments: [
        "", "callback", "/callback", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "about:blank",
        "blob:https://x/1", "http://example.com/cb", "https://good@evil.example/cb", "https://client.example/cb#frag", "https://",
        "https:///cb", "https://client.example/../cb", "https://client.example/%2e%2e/cb", "https://client.example/a/.%2E/cb",
        "https://good\\@evil.example/cb", "https://client.example/c\tb", "https://client.example/c b", "https://client.example./cb",
        "https://еxample.com/cb", "http://127.0.0.1.evil.example/cb", "http://0x7f.1/cb", "https://0x7f.1/cb", "https://2130706433/cb",
        "http://[::ffff:127.0.0.1]/cb", "https://client.example:99999/cb", "https://client.example:/cb", "http://127.1/cb", "*",
        "https://*.example/cb", "myapp:/cb", "https://client.example/\"><script>",
    ])
    func refusesWhatCanBeAbused(text: String) {
        #expect(throws: Fault.self) { try RedirectURI(text) }
    }

    @Test(arguments: [
        ("http://127.0.0.1:9999/callback", "http://127.0.0.1:1/callback", true),
        ("http://localhost/callback", "http://localhost:50000/callback", true),
        ("http://[::1]/cb", "http://[::1]:7/cb", true),
        ("http://127.0.0.1:9999/callback", "http://localhost:9999/callback", false),
        ("http://127.0.0.1:9999/callback", "http://127.0.0.1:9999/other", false),
        ("http://127.0.0.1:9999/callback", "http://127.0.0.1:9999/callback?x=1", false),
        ("https://client.example/cb", "https://client.example:444/cb", false),
        ("https://client.example/cb", "https://client.example/CB", false),
        ("https://client.example/cb", "https://client.example/cb/", false),
        ("https://client.example/cb", "https://evil.client.example/cb", false),
    ])
    func comparesExactlyButForTheLoopbackPort(registered: String, requested: String, fits: Bool) throws {
        #expect(try RedirectURI(registered).matches(RedirectURI(requested)) == fits)
    }

    @Test(arguments: [
        ("https://c.example/cb", "https://c.example/cb?code=a%20b&state=x%26y"),
        ("https://c.example/cb?t=1", "https://c.example/cb?t=1&code=a%20b&state=x%26y"),
        ("com.example.app:/cb", "com.example.app:/cb?code=a%20b&state=x%26y"),
    ])
    func addsParametersEncoded(uri: String, expected: String) throws {
        #expect(try RedirectURI(uri).adding([("code", "a b"), ("state", "x&y")]) == expected)
    }
}
