import Authorization
import Base
import CryptoExtras
import FoundationEssentials
import Identity
import JOSE
import TestSupport
import Testing

@Suite("Signing with a shared secret, and keys that must not be used as one (RFC 7518 §3.2, RFC 8725 §2.1, §3.1)")
struct SharedSecretTests {
    private let secret = Secret("forty characters of a secret to be shared")

    /// A token of the fixture, and its claims, to be signed by other keys.
    private func issue(_ fixture: AuthorizationFixture) async throws -> (token: Secret, claims: [String: JSONValue]) {
        let client = try await fixture.client().client
        let token = try await fixture.exchange(fixture.code(client), client).accessToken
        return (token, try UnverifiedClaims(JWS(compact: token.reveal())).values)
    }

    private func isAccepted(_ token: String, by fixture: AuthorizationFixture) async -> Bool {
        await faultCode { _ = try await fixture.principal(Secret(token)) } == nil
    }

    /// Every public form of a published key.
    private static func publicForms(of key: VerificationKey) throws -> [[UInt8]] {
        guard case .rsa(let modulus, let exponent) = key.jwk.material else { return [] }
        let rsa = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
        return [
            Array(rsa.pemRepresentation.utf8), Array((rsa.pemRepresentation + "\n").utf8),
            Array(rsa.pkcs1PEMRepresentation.utf8),
            Array(rsa.derRepresentation), modulus, Array(Base64URL.encode(modulus).utf8),
            try StrictJSON.encode(key.jwk.json),
            try StrictJSON.encode(JWKSet(keys: [key]).json),
        ]
    }

    /// With RS256 alone, and with HS256 while the RS256 key is retiring.
    @Test(arguments: [false, true])
    func aPublicKeyIsNeverASecret(isSecretInUse: Bool) async throws {
        let fixture = try await AuthorizationFixture(algorithm: .rs256)
        let (token, claims) = try await issue(fixture)
        let published = try #require(fixture.keys.current.keys.keys.first)
        let judge = isSecretInUse ? try await fixture.restarted(on: .hs256) : fixture
        #expect(await isAccepted(token.reveal(), by: judge))
        for form in try Self.publicForms(of: published) {
            for id in [published.id, nil, "other"] {
                let forged = try JWSSigner(sharedKey: SharedKey(bytes: form, id: id), type: "at+jwt").sign(claims)
                #expect(await !isAccepted(forged, by: judge), "\(form.count) bytes, kid \(id ?? "none")")
            }
        }
    }

    @Test func onlyTheSecretItselfSigns() async throws {
        let fixture = try await AuthorizationFixture(algorithm: .hs256)
        let (token, claims) = try await issue(fixture)
        let id = try JWS(compact: token.reveal()).header.keyID
        #expect(await isAccepted(try fixture.keys.current.accessTokens.sign(claims), by: fixture))
        let stranger = try SharedKey(secret, id: id)
        let forgeries = [
            try JWSSigner(sharedKey: stranger, type: "at+jwt").sign(claims),
            try JWSSigner(key: .generate(.rs256, id: id), type: "at+jwt").sign(claims),
            try fixture.keys.current.idTokens.sign(claims),
            token.reveal().split(separator: ".").dropLast().joined(separator: ".") + ".",
            Base64URL.encode(Array(#"{"alg":"none","typ":"at+jwt"}"#.utf8)) + "."
                + token.reveal().split(separator: ".")[1] + ".",
        ]
        for forged in forgeries { #expect(await !isAccepted(forged, by: fixture), "\(forged.prefix(40))") }
    }

    @Test func theSecretIsNotPublishedAndItsIdRevealsNothing() async throws {
        let fixture = try await AuthorizationFixture(algorithm: .hs256)
        #expect(try await fixture.keys.publicKeys(at: fixture.now) == ["keys": []])
        let key = try TokenKey(secret, algorithm: .hs256)
        #expect(key.id.utf8.count == 22)
        #expect(
            try key.id != Base64URL.encode(Digest256(of: secret).bytes.prefix(16))
                && key.id == TokenKey(secret, algorithm: .hs256).id
        )
        #expect("\(key.material)" == "‹redacted›")
    }

    @Test(arguments: [
        ("", false), (String(repeating: "x", count: 31), false), (String(repeating: "x", count: 32), true),
    ])
    func aSecretHasAtLeast256Bits(text: String, fits: Bool) {
        #expect(((try? TokenKey(Secret(text), algorithm: .hs256)) != nil) == fits)
    }

    @Test func onlyHoldersOfTheSecretCanVerify() async throws {
        let fixture = try await AuthorizationFixture()
        let shared = try await fixture.restarted(on: .hs256, given: TokenKey(secret, algorithm: .hs256))
        let token = try await issue(shared).token.reveal()
        let verifier = JWSVerifier(algorithms: [], types: .accessToken)
        #expect(throws: Never.self) { try verifier.verify(JWS(compact: token), sharedKey: SharedKey(secret)) }
        #expect(throws: JOSEError.badSignature) {
            try verifier.verify(JWS(compact: token), sharedKey: SharedKey(Secret(secret.reveal() + "x")))
        }
    }

    /// From each algorithm to another: tokens of the former stay valid for a day, then its key is removed.
    @Test(arguments: [
        (TokenAlgorithm.rs256, TokenAlgorithm.hs256), (.hs256, .rs256), (.rs256, .es256), (.hs256, .hs256),
    ])
    func aChangeOfAlgorithmKeepsValidTokensValid(former: TokenAlgorithm, next: TokenAlgorithm) async throws {
        let fixture = try await AuthorizationFixture(algorithm: former)
        let (token, claims) = try await issue(fixture)
        let old = fixture.keys.current.accessTokens
        if former == next {
            _ = try await KeyRotation(store: fixture.stores.keys, vault: fixture.vault, revocations: fixture.epoch)
                .rotate(
                    next,
                    at: fixture.now
                )
        }
        let judge = try await fixture.restarted(on: next)
        #expect(await isAccepted(token.reveal(), by: judge))
        #expect(await isAccepted(try await issue(judge).token.reveal(), by: judge))

        fixture.clock.advance(by: .seconds(86_401))
        try await judge.keys.reload(at: fixture.now)
        let late = claims.merging(["exp": .integer(fixture.now.seconds + 600)]) { _, new in new }
        #expect(await !isAccepted(try old.sign(late), by: judge))
        #expect(await isAccepted(try judge.keys.current.accessTokens.sign(late), by: judge))
        #expect(try await fixture.stores.keys.purge(retiredBefore: fixture.now) == 1)
        #expect(try await fixture.stores.keys.keys().map(\.algorithm) == [next.rawValue])
    }
}
