import Base
import Identity
import NIOHTTP1
import Synchronization

@testable import JOSE
@testable import Outbound

/// An OpenID provider on loopback; a test can change every response.
final class ScriptedProvider: Sendable {
    struct Script: Sendable {
        /// Changes the claims of the ID token before it is signed.
        var claims: @Sendable (inout [String: JSONValue]) -> Void = { _ in }
        /// Signs the claims; nil signs correctly.
        var sign: (@Sendable ([String: JSONValue], SigningKey) throws -> String)?
        /// Changes the response of the token endpoint.
        var tokens: @Sendable (inout [String: JSONValue]) -> Void = { _ in }
        var tokenStatus = 200
        var metadata: [String: JSONValue] = [:]
        var userinfo: JSONValue?
        var keys: JWKSet?
    }

    static let clientID = "memory"
    static let secret = Secret("a secret of more than thirty-two characters")
    static let accessToken = "opaque-access-token"
    static let nonce = "the-nonce"

    let key: SigningKey
    private let script: Mutex<Script>
    private let now: Timestamp
    private let host = Mutex<StubHost?>(nil)

    var requests: [StubHost.Request] { host.withLock { $0?.requests ?? [] } }
    var issuer: String { host.withLock { $0?.url ?? "" } }

    private init(_ script: Script, now: Timestamp) throws {
        key = try SigningKey.generate(.es256)
        self.script = Mutex(script)
        self.now = now
    }

    static func serve(_ script: Script = Script(), at now: Timestamp, _ body: (ScriptedProvider) async throws -> Void)
        async throws
    {
        let provider = try ScriptedProvider(script, now: now)
        try await StubHost.serve { request, host in
            (try? provider.reply(to: request, host)) ?? .answer(500, "")
        } _: { host async throws in
            provider.host.withLock { $0 = host }
            try await body(provider)
        }
    }

    func change(_ change: (inout Script) -> Void) {
        script.withLock { change(&$0) }
    }

    private func reply(to request: StubHost.Request, _ host: StubHost) throws -> StubHost.Reply {
        let script = script.withLock { $0 }
        switch request.uri {
        case "/.well-known/openid-configuration":
            let usual: [String: JSONValue] = [
                "issuer": .string(host.url), "jwks_uri": .string(host.url + "/jwks"),
                "authorization_endpoint": .string(host.url + "/authorize"),
                "token_endpoint": .string(host.url + "/token"),
                "userinfo_endpoint": .string(host.url + "/userinfo"),
                "end_session_endpoint": .string(host.url + "/logout?x=1"),
            ]
            return try json(.object(usual.merging(script.metadata) { _, new in new }.filter { $0.value != .null }))
        case "/jwks": return try json((script.keys ?? JWKSet(keys: [key.verificationKey])).json)
        case "/token":
            var claims: [String: JSONValue] = [
                "iss": .string(host.url), "aud": .string(Self.clientID), "sub": "248289761001",
                "nonce": .string(Self.nonce),
                "iat": .integer(now.seconds), "exp": .integer(now.seconds + 300), "email": "ann@example.org",
                "email_verified": true,
                "preferred_username": "ann", "name": "Ann", "groups": ["staff", "admins"],
                "at_hash": .string(Base64URL.encode(Digest256(of: Self.accessToken).bytes.prefix(16))),
            ]
            script.claims(&claims)
            let idToken = try script.sign?(claims, key) ?? JWSSigner(key: key, type: "JWT").sign(claims)
            var tokens: [String: JSONValue] = [
                "access_token": .string(Self.accessToken), "token_type": "Bearer", "id_token": .string(idToken),
            ]
            script.tokens(&tokens)
            let text = String(decoding: try StrictJSON.encode(.object(tokens)), as: UTF8.self)
            return .answer(script.tokenStatus, text, [("Content-Type", "application/json")])
        case "/userinfo":
            guard request.headers["Authorization"] == ["Bearer \(Self.accessToken)"], let claims = script.userinfo
            else {
                return .answer(401, "")
            }
            return try json(claims)
        default: return .answer(404, "")
        }
    }

    private func json(_ value: JSONValue) throws -> StubHost.Reply {
        .json(String(decoding: try StrictJSON.encode(value), as: UTF8.self))
    }

    /// Signs under a header chosen by the test.
    static func sign(_ claims: [String: JSONValue], header: [String: JSONValue], with key: SigningKey?) throws -> String
    {
        let input =
            try Base64URL.encode(StrictJSON.encode(.object(header))) + "."
            + Base64URL.encode(StrictJSON.encode(.object(claims)))
        return try input + "." + Base64URL.encode(key?.signature(for: Array(input.utf8)) ?? [])
    }
}
