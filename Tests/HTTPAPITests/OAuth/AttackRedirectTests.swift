import Authorization
import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Attacks on redirects from the authorization endpoint") struct AttackRedirectTests {
    /// The client registered `https://good.example/cb` and `http://127.0.0.1:9999/cb`.
    static let targets = [
        "https://good.example/cb/more", "https://good.example/cb/", "https://good.example/../cb",
        "https://good.example/x/../cb",
        "https://good.example/%2e%2e/cb", "https://good.example/x/%2E%2E/cb", "https://good@evil.example/cb",
        "https://good.example@evil.example/cb", "https://good.example:x@evil.example/cb",
        "https://good.example/cb#frag",
        "https://good.example/cb?x=1", "https://good.example/cb?", "https://good.example:444/cb",
        "https://good.example:443/cb",
        "http://good.example/cb", "https://evil.good.example/cb", "https://good.example.evil.example/cb",
        "https://goodXexample/cb",
        "https://good.example/CB", "https://GOOD.example/cb", "HTTPS://good.example/cb", "https://good.example/c%62",
        "https://good.example/cb%00", "https://good.example/cb%0d%0aSet-Cookie:x=1", "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "about:blank", "https://gооd.example/cb", "https://xn--gd-jbcd.example/cb",
        "https://good.example\\@evil.example/cb", "https://good.example\\cb", "https:\\\\good.example/cb",
        "https://good.example/\tcb",
        "https://good.example/cb\n", " https://good.example/cb", "https://good.example./cb", "https:/good.example/cb",
        "//good.example/cb",
        "/cb", "cb", "https:good.example/cb", "http://localhost:9999/cb", "http://127.0.0.1.evil.example/cb",
        "http://0x7f.1:9999/cb",
        "http://2130706433:9999/cb", "http://127.1:9999/cb", "http://0177.0.0.1:9999/cb",
        "http://[::ffff:127.0.0.1]:9999/cb",
        "http://[::1]:9999/cb", "http://127.0.0.1:9999/other", "http://127.0.0.1:9999/cb?x=1", "http://127.0.0.1:0/cb",
        "http://127.0.0.1:99999/cb", "http://127.0.0.1:/cb", "https://127.0.0.1:9999/cb", "http://u@127.0.0.1:9999/cb",
        "*",
        "https://*.example/cb", "https://good.example/cb,https://evil.example/cb",
        "https://good.example/cb https://evil.example/cb",
        String(repeating: "https://good.example/cb", count: 200),
    ]

    @Test("an unregistered redirect URI gets a page with status 400 and no redirect")
    func unregisteredTargets() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(
                call,
                ["redirect_uris": ["https://good.example/cb", "http://127.0.0.1:9999/cb"]]
            )
            let browser = try await call.loggedIn()
            for target in Self.targets {
                for type in ["code", "token"] {
                    let query = client.query([("redirect_uri", target), ("response_type", type)])
                    Self.expectPage(try await browser.get("/oauth/authorize?\(query)"), target)
                }
            }
        }
    }

    @Test(
        "a repeated parameter gets a page with status 400: the server never picks one of them",
        arguments: ["client_id", "redirect_uri", "state"],
        [true, false]
    )
    func duplicates(name: String, first: Bool) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let extra = [(name, "https://evil.example/cb")]
            let query = (first ? extra + client.request() : client.request() + extra).encoded
            Self.expectPage(try await call(.get, "/oauth/authorize?\(query)"))
        }
    }

    @Test(
        "an unreadable request gets a page with status 400",
        arguments: ["", "client_id", "client_id=%zz", "client_id=%ff", "=", String(repeating: "a=1&", count: 101)]
    )
    func unreadable(query: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            Self.expectPage(try await call(.get, "/oauth/authorize?\(query)"))
        }
    }

    @Test(
        "a state is returned unchanged, or not at all",
        arguments: [
            "<script>alert(1)</script>", "a\r\nSet-Cookie: x=1", "\"><img>", "%0d%0a",
            "&code=x&iss=https://evil.example", "#", "é\u{202e}",
            String(repeating: "s", count: 8_192), String(repeating: "s", count: 102_400),
        ]
    )
    func states(state: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let answer = try await call(
                .get,
                "/oauth/authorize?\(client.query([("state", state), ("response_type", "token")]))"
            )
            guard state.utf8.count <= 8_192 else {
                Self.expectPage(answer)
                return
            }
            #expect(answer.status == 303 && answer.returned["state"] == state)
            #expect(
                answer.returned["error"] == "unsupported_response_type" && answer.returned["iss"] == OAuthFixture.issuer
            )
            #expect(answer.location?.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x3c && $0 != 0x22 } == true)
            #expect(answer.headers[.setCookie] == nil)
        }
    }

    @Test("no response has a token in its URL, for any response type or mode (code injection, token leakage)")
    func nothingInTheURL() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            _ = try await browser.consent(client.query())
            for type in ["token", "id_token", "code token", "code id_token", "none"] {
                let answer = try await browser.get("/oauth/authorize?\(client.query([("response_type", type)]))")
                #expect(
                    answer.returned["error"] == "unsupported_response_type" && answer.returned["code"] == nil,
                    "\(type)"
                )
                #expect(answer.location?.contains("token=") == false && answer.location?.contains("#") == false)
            }
        }
    }

    @Test("a code injected into another client's session is refused and stays valid for its owner")
    func codeInjection() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let (victim, attacker) = (try await ClientApplication(call), try await ClientApplication(call))
            let stolen = try await victim.code()
            #expect(try await attacker.redeem(stolen).json["error"] == "invalid_grant")
            let mixed = attacker.redemption(stolen).replacing("client_id", with: victim.id).replacing(
                "code_verifier",
                with: String(repeating: "w", count: 64)
            )
            #expect(
                try await attacker.post(mixed).json["error"] == "invalid_grant",
                "the client id is public: PKCE stops it"
            )
            #expect(try await victim.redeem(stolen).status == 200)
        }
    }

    static func expectPage(_ answer: Answer, _ input: String = "") {
        #expect(answer.status == 400, "\(input.prefix(80))")
        #expect(answer.location == nil, "\(input.prefix(80))")
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.xFrameOptions] == "DENY")
        #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        #expect(answer.headers[.setCookie] == nil)
        #expect(
            !answer.text.contains(/href="[^"]*evil/) && !answer.withoutOwnScript.contains("<script")
                && !answer.text.contains("<img")
        )
    }
}
