import Base
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import ACME

@Suite("RFC 8555: certificates from an authority")
struct IssuanceTests {
    private let key: SigningKey
    private let place = PlaceRecorder()
    private let pauses = PauseRecorder()

    init() throws { key = try SigningKey.generate(.es256) }

    private func request(_ names: [String] = ["memory.example"], kinds: [ChallengeKind] = [.tls], agrees: Bool = true)
        -> IssuanceRequest
    {
        IssuanceRequest(
            directory: ScriptedAuthority.root + "dir",
            names: names,
            contact: "admin@memory.example",
            agreesToTerms: agrees,
            kinds: kinds,
            account: key
        )
    }

    private func issuance(_ authority: some AuthorityTransport) -> CertificateIssuance {
        CertificateIssuance(over: authority, answeringAt: place) { [pauses] in pauses.add($0) }
    }

    private func failure(_ script: ScriptedAuthority.Script, _ request: IssuanceRequest? = nil) async
        -> IssuanceFailure?
    {
        let authority = ScriptedAuthority(script, place)
        return await thrown(IssuanceFailure.self) {
            try await issuance(authority).certificate(request ?? self.request())
        }
    }

    @Test(
        "§7.1: a certificate for several names, each proven by the preferred challenge",
        arguments: ChallengeKind.allCases
    )
    func several(kind: ChallengeKind) async throws {
        let authority = ScriptedAuthority(.init(), place)
        let names = ["memory.example", "www.memory.example"]
        let issued = try await issuance(authority).certificate(request(names, kinds: [kind, .http]))
        #expect(issued.chain.hasPrefix("-----BEGIN CERTIFICATE-----"))
        #expect(issued.key.reveal().hasPrefix("-----BEGIN PRIVATE KEY-----"))
        let proof = "tok-en_1.\(key.publicJWK.thumbprint)"
        let seen = await authority.seen
        #expect(seen.count == 2)
        for (answer, name) in zip(seen, names) {
            switch answer {
            case .http(let token, let text):
                #expect(kind == .http && token == "tok-en_1" && text == proof)
            case .tls(let presented, let certificate, _):
                #expect(kind == .tls && presented == name && certificate.hasPrefix("-----BEGIN CERTIFICATE-----"))
            }
        }
        #expect(place.current == nil, "withdrawn")
        #expect(await authority.contact == ["mailto:admin@memory.example"])
        let csr = await authority.csr
        for name in names { #expect(csr.contains(Array(name.utf8))) }
    }

    @Test("§6.5: a refused nonce is replaced, up to five times", arguments: [1, 5, 6])
    func nonces(refused: Int) async throws {
        let failure = await failure(.init(refusedNonces: refused))
        if refused <= 5 {
            #expect(failure == nil)
        } else {
            #expect(failure?.reason == .refused(AuthorityProblem(kind: "badNonce", detail: "expired nonce")))
        }
    }

    @Test("§6.5.1: a nonce that is not base64url is not used", arguments: ["", "a b", "a+b", "ü", nil])
    func unusableNonce(nonce: String?) async {
        let failure = await failure(.init(instead: ["nonce": AuthorityResponse(status: 204, nonce: nonce)]))
        #expect(failure?.reason == .malformed("nonce"))
    }

    @Test(
        "§6.6: a rate limit ends the attempt with the time to wait",
        arguments: ["nonce", "account", "new", "challenge/0/tls-alpn-01", "finalize/1"]
    )
    func rateLimit(path: String) async {
        let response = AuthorityResponse.problem(429, "rateLimited", "Too many orders.", retryAfter: .seconds(3_600))
        let failure = await failure(.init(instead: [path: response]))
        #expect(failure?.reason == .refused(AuthorityProblem(kind: "rateLimited", detail: "Too many orders.")))
        #expect(failure?.retryAfter == .seconds(3_600))
        #expect(place.current == nil)
    }

    @Test("§7.1.1: what is not a directory is refused with the setting")
    func directories() async {
        for body in ["<html>", "{}", #"{"newNonce": 1, "newAccount": "a", "newOrder": "b"}"#] {
            let page = AuthorityResponse(status: 200, contentType: "text/html", body: Array(body.utf8))
            let failure = await failure(.init(instead: ["dir": page]))
            #expect(failure?.reason == .notADirectory)
            #expect(failure?.description.contains("tls.acme.directory") == true)
        }
        let missing = await failure(.init(instead: ["dir": AuthorityResponse(status: 404, contentType: "text/html")]))
        #expect(missing?.description.contains("status 404") == true)
    }

    @Test("§7.3.3: without agreement to the terms nothing is sent, and the failure names them")
    func terms() async throws {
        let authority = ScriptedAuthority(.init(), place)
        let failure = await thrown(IssuanceFailure.self) {
            try await issuance(authority).certificate(request(agrees: false))
        }
        #expect(failure?.reason == .termsNotAgreed("https://ca.example/terms"))
        #expect(await authority.requests == ["dir"])
        _ = try await issuance(ScriptedAuthority(.init(meta: [:]), place)).certificate(request(agrees: false))
    }

    @Test("§7.3.4: an authority that requires an external account is refused")
    func externalAccount() async {
        let failure = await failure(.init(meta: ["externalAccountRequired": true]))
        #expect(failure?.reason == .externalAccountNeeded)
    }

    @Test("§7.5.1: a failed challenge says what the authority saw and what to do", arguments: ChallengeKind.allCases)
    func failedChallenge(kind: ChallengeKind) async {
        let flaw: JSONValue = ["type": "urn:ietf:params:acme:error:connection", "detail": "Connection\nrefused"]
        let failure = await failure(.init(failing: ["memory.example": flaw]), request(kinds: [kind]))
        let problem = AuthorityProblem(kind: "connection", detail: "Connection\\u{a}refused")
        #expect(failure?.reason == .challengeFailed(name: "memory.example", kind, problem))
        #expect(failure?.description.contains(kind == .http ? "port 80" : "port 443") == true)
        #expect(place.current == nil)
    }

    @Test("§8: a name without a challenge that this server can answer is refused")
    func noChallenge() async {
        let failure = await failure(.init(kinds: ["dns-01"]))
        #expect(failure?.reason == .noChallenge(name: "memory.example", offered: ["dns-01"]))
    }

    @Test("§8.3: a token that is not base64url is not presented", arguments: ["", "../etc", "a/b", "a b"])
    func tokens(token: String) async {
        let failure = await failure(.init(token: token), request(kinds: [.http]))
        #expect(failure?.reason == .malformed("challenge"))
    }

    @Test("§7.4: an order that becomes invalid ends with the authority's reason")
    func invalidOrder() async {
        let failure = await failure(.init(outcome: "invalid"))
        #expect(failure?.reason == .orderInvalid(AuthorityProblem(kind: "about:blank", detail: "The key is weak.")))
    }

    @Test(
        "§7.4.2: a certificate of another content type is refused",
        arguments: ["text/html", "application/pkix-cert", nil]
    )
    func contentTypes(type: String?) async {
        let body = Array("-----BEGIN CERTIFICATE-----\n".utf8)
        let download = AuthorityResponse(status: 200, contentType: type, nonce: "n1", body: body)
        #expect(await failure(.init(instead: ["certificate/1": download]))?.reason == .malformed("certificate"))
    }

    @Test(
        "Answers that are not JSON are refused",
        arguments: ["new": "order", "authz/0": "authorization", "order/1": "order"]
    )
    func notJSON(path: String, what: String) async {
        let page = AuthorityResponse(
            status: 200,
            nonce: "n1",
            location: ScriptedAuthority.root + "order/1",
            body: [0x3c]
        )
        #expect(await failure(.init(instead: [path: page]))?.reason == .malformed(what))
    }

    @Test("§7.5.1: pauses are those that the authority asks for, or grow")
    func pausing() async throws {
        _ = try await issuance(ScriptedAuthority(.init(polls: 3), place)).certificate(request())
        #expect(pauses.all.prefix(2) == [.seconds(1), .seconds(2)])
        let other = PauseRecorder()
        let authority = ScriptedAuthority(.init(retryAfter: .seconds(7)), place)
        let asking = CertificateIssuance(over: authority, answeringAt: place) { other.add($0) }
        _ = try await asking.certificate(request())
        #expect(other.all.first == .seconds(7))
    }

    @Test("An authority that never decides is given up after three minutes")
    func endless() async {
        let failure = await failure(.init(polls: 10_000))
        #expect(failure?.reason == .tooSlow("verify memory.example"))
        #expect((180...200).contains(pauses.all.reduce(.zero, +).components.seconds))
        #expect(place.current == nil)
    }

    @Test("No answer at all is a sentence of the transport")
    func unreachable() async {
        let failure = await thrown(IssuanceFailure.self) {
            try await issuance(SilentAuthority()).certificate(request())
        }
        #expect(failure?.reason == .unreachable("no connection"))
    }
}

/// Pauses that take no time.
final class PauseRecorder: Sendable {
    private let pauses = Mutex<[Duration]>([])

    var all: [Duration] { pauses.withLock(\.self) }

    func add(_ pause: Duration) { pauses.withLock { $0.append(pause) } }
}

private struct SilentAuthority: AuthorityTransport {
    private struct Silence: Error, CustomStringConvertible {
        let description = "no connection"
    }

    func exchange(_ request: AuthorityRequest) async throws -> AuthorityResponse { throw Silence() }
}
