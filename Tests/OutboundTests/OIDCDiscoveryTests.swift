import Base
import Testing

@testable import Outbound

@Suite("Discovery (OIDC Discovery §4)") struct OIDCDiscoveryTests {
    private let discovery = OIDCDiscovery(http: GuardedHTTP(reach: .operatorChosen, limits: .patient))

    private func failure(of issuer: String, aliases: [String] = []) async -> DiscoveryFailure? {
        do throws(DiscoveryFailure) {
            _ = try await discovery.metadata(of: issuer, aliases: aliases)
            return nil
        } catch {
            return error
        }
    }

    private static func document(_ issuer: String, _ more: String = "") -> StubHost.Reply {
        .json(#"{"issuer":"\#(issuer)","jwks_uri":"http://127.0.0.1:1/jwks"\#(more)}"#)
    }

    @Test(arguments: [
        ("", ""), ("/", "/"), ("/realms/x", "/realms/x"), ("/application/o/slug/", "/application/o/slug/"),
    ])
    func theDocumentIsFoundWithoutADoubleSlash(path: String, named: String) async throws {
        try await StubHost.serve { _, host in
            Self.document(host.url + named)
        } _: { host async throws in
            #expect(try await discovery.metadata(of: host.url + path).issuer == host.url + named)
            let directory = path.hasSuffix("/") ? String(path.dropLast()) : path
            #expect(host.requests.map(\.uri) == [directory + "/.well-known/openid-configuration"])
        }
    }

    @Test(arguments: [("/realms/x", "/realms/x/"), ("/realms/x/", "/realms/x"), ("", "/other"), ("/A", "/a")])
    func aDifferingIssuerIsRefusedAndBothAreNamed(configured: String, found: String) async throws {
        try await StubHost.serve { _, host in
            Self.document(host.url + found)
        } _: { host async throws in
            let expected = DiscoveryFailure.issuerMismatch(configured: host.url + configured, found: host.url + found)
            #expect(await failure(of: host.url + configured) == expected)
            #expect("\(expected)".contains("trailing slash"))
            #expect(await failure(of: host.url + configured, aliases: [host.url + found]) == nil)
        }
    }

    @Test(
        arguments: [
            (#"{"jwks_uri":"http://127.0.0.1:1/"}"#, .incomplete("issuer")), (#"{"issuer":7}"#, .incomplete("issuer")),
            (#"{"issuer":"ISSUER"}"#, .incomplete("jwks_uri")),
            (#"{"issuer":"ISSUER","jwks_uri":"file:///etc/passwd"}"#, .badEndpoint("jwks_uri")),
            (
                #"{"issuer":"ISSUER","jwks_uri":"http://127.0.0.1:1/","token_endpoint":"javascript:1"}"#,
                .badEndpoint("token_endpoint")
            ),
        ] as [(String, DiscoveryFailure)]
    )
    func aDocumentWithAMissingMemberIsRefusedWithItsName(text: String, expected: DiscoveryFailure) async throws {
        try await StubHost.serve { _, host in
            .json(text.replacing("ISSUER", with: host.url))
        } _: { host async throws in
            #expect(await failure(of: host.url) == expected)
        }
    }

    @Test(
        arguments: [
            ("<html>", "a syntax error at line 1, column 1"), ("{", "it ends too early, at line 1, column 2"),
            (#"{"issuer":"x","issuer":"x"}"#, "a member is repeated at line 1, column 15"),
            ("\u{feff}{}", "a byte order mark at its beginning"),
        ])
    func invalidJSONIsReportedWithTheReason(text: String, reason: String) async throws {
        try await StubHost.serve { _, _ in
            .json(text)
        } _: { host async throws in
            let expected =
                "the issuer's document (\(host.url)/.well-known/openid-configuration) is not valid JSON: \(reason)"
            #expect(await failure(of: host.url).map { "\($0)" } == expected)
        }
    }

    /// The failure's text goes to logs and terminals.
    @Test func theIssuerInADocumentCannotForgeLogLines() {
        let failure = DiscoveryFailure.issuerMismatch(
            configured: "https://idp.example",
            found: "x\nok    issuer\u{1b}[2K\u{202e}"
        )
        #expect("\(failure)".contains(#"“x\u{a}ok    issuer\u{1b}[2K\u{202e}”"#))
    }

    @Test func statusAndRedirectAreReported() async throws {
        for (reply, expected) in [
            (StubHost.Reply.answer(404, ""), { OutboundFailure.status(url: $0, code: 404) }),
            (.answer(302, "", [("Location", "http://169.254.169.254/")]), { .redirected(url: $0) }),
        ] as [(StubHost.Reply, (String) -> OutboundFailure)] {
            try await StubHost.serve { _, _ in
                reply
            } _: { host async throws in
                #expect(
                    await failure(of: host.url)
                        == .unreachable(expected(host.url + "/.well-known/openid-configuration"))
                )
            }
        }
    }

    @Test func aDocumentFetchedWithTLSCannotNameAnEndpointWithoutTLS() async throws {
        for (member, value) in [("jwks_uri", "http://127.0.0.1:1/"), ("token_endpoint", "http://127.0.0.1:22/")] {
            try await StubHost.serve(tls: true) { _, host in
                let issuer = "https://client.example:\(host.port)"
                let keys = member == "jwks_uri" ? "" : #""jwks_uri":"\#(issuer)/jwks","#
                return .json(#"{"issuer":"\#(issuer)",\#(keys)"\#(member)":"\#(value)"}"#)
            } _: { host async throws in
                let http = try GuardedHTTP.trustingTests()
                await #expect(throws: DiscoveryFailure.badEndpoint(member)) {
                    try await OIDCDiscovery(http: http).metadata(of: "https://client.example:\(host.port)")
                }
            }
        }
    }

    @Test func missingMembersHaveTheSpecificationsDefaults() async throws {
        try await StubHost.serve { _, host in
            // Endpoints that this server never calls can have any value.
            Self.document(host.url, #","introspection_endpoint":"javascript:1""#)
        } _: { host async throws in
            let metadata = try await discovery.metadata(of: host.url)
            #expect(metadata.tokenEndpointMethods == ["client_secret_basic"] && !metadata.sendsIssuerParameter)
            #expect(
                metadata.authorizationEndpoint == nil && metadata.userinfoEndpoint == nil
                    && metadata.endSessionEndpoint == nil
            )
        }
    }
}
