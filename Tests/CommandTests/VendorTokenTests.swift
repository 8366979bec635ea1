import Base
import Foundation
import Identity
import JOSE
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// Providers without a preset: with the settings of docs/providers/appendix.md, the server accepts their access tokens
/// and none of their other tokens.
@Suite struct VendorTokenTests {
    private static let es384 = try! SigningKey.generate(.es384, id: "ec-384")

    @Test("The access token of every vendor is accepted", arguments: VendorSample.all)
    func theAccessTokenIsAccepted(sample: VendorSample) async throws {
        let outcome = try await Self.outcome(sample)
        #expect(outcome == sample.outcome)
        #expect(await Self.explanation(sample).isAccepted)
    }

    @Test("Other tokens of every vendor are refused", arguments: VendorSample.all)
    func otherTokensAreRefused(sample: VendorSample) async throws {
        for other in sample.others {
            let outcome = try await Self.outcome(sample, other.changes, typ: other.typ)
            #expect(outcome == other.sentence, "\(other.name)")
            let judgement = await Self.explanation(sample, other.changes, typ: other.typ).judgements.first
            #expect(judgement?.refusal?.detail == other.sentence, "\(other.name)")
        }
    }

    /// The page lists the tested settings and names its sources.
    @Test("The documentation lists the tested settings", arguments: VendorSample.all)
    func thePageListsTheSettings(sample: VendorSample) throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let section = try #require(
            page.components(separatedBy: "\n#").first {
                $0.drop { $0 == "#" || $0 == " " }.hasPrefix("\(sample.vendor)\n")
            }
        )
        let rows = section.split(separator: "\n")
        #expect(
            rows.contains { $0.contains("Sources: ") && ($0.contains("](https://") || $0.contains("source")) },
            "no source"
        )
        for (name, value) in sample.settings where !["audiences", "jwksUrl"].contains(name) {
            // The URL and the audience differ for every operator.
            let written =
                name == "services" ? ["services: "] : ["\(name): \(value)", "\(name): \(value.prefix { $0 != "=" })="]
            #expect(rows.contains { row in written.contains { row.contains("`\($0)") } }, "\(name): \(value)")
        }
    }

    /// FusionAuth's ID tokens have `scope` and the audience of its access tokens; PingAM's access tokens have a
    /// `nonce`.
    @Test(
        "A token with a hash is an ID token, whatever its scopes",
        arguments: [
            (["at_hash": "h"], VendorSample.idToken), (["c_hash": "h"], VendorSample.idToken), (["nonce": "n"], nil),
            (["at_hash": .null], nil),
        ] as [([String: JSONValue], String?)]
    )
    func aHashMakesAnIDTokenWhateverItsScopes(changes: [String: JSONValue], sentence: String?) async throws {
        let claims = VendorSample.claims(try #require(VendorSample.all.first { $0.vendor == "FusionAuth" }).access)
        let trust = try Self.trust(url: "https://id.example", ["audiences": "3c219e58"])
        #expect(
            await fault { try await Judging().judge(TestIssuer.token(claims.merging(changes) { $1 }), trust) }?.detail
                == sentence
        )
    }

    /// RFC 7515 §4.1.4: Casdoor's refresh tokens have no `kid`, which is enough when the issuer has only one key.
    @Test("A refresh token without a key id is refused as a refresh token")
    func aRefreshTokenWithoutAKeyIDIsRecognised() async throws {
        let sample = try #require(VendorSample.all.first { $0.vendor == "Casdoor" })
        let claims = VendorSample.claims(sample.access).merging(["tokenType": "refresh-token"]) { $1 }
        let judging = try await Judging()
        let verifier = judging.verifier(
            try Self.trust(sample),
            keys: FixedKeys(set: JWKSet(keys: [TestIssuer.rsa.verificationKey]))
        )
        let token = BearerToken(TestIssuer.token(claims, header: ["kid": .null], key: TestIssuer.rsa))!.read()
        #expect(
            await fault { try await TrustedIssuers([verifier]).verify(token, at: judging.clock.now()) }?.detail
                == VendorSample.idToken
        )
    }

    /// Also with a `kind` whose ID tokens are accepted.
    @Test("Accepting ID tokens does not accept refresh tokens")
    func acceptingIDTokensDoesNotAcceptRefreshTokens() async throws {
        let sample = try #require(VendorSample.all.first { $0.vendor == "Casdoor" })
        var trust = try Self.trust(sample)
        trust.idTokens = .noDifference
        let token = TestIssuer.token(VendorSample.claims(sample.access).merging(["tokenType": "refresh-token"]) { $1 })
        #expect(await fault { try await Judging().judge(token, trust) }?.detail == VendorSample.idToken)
    }

    @Test(
        "The finding names the kind of token or the missing claim",
        arguments: [
            (["drn": "DSR"], .kind, "it is a refresh token", "not its refresh_token"),
            (["events": [:]], .kind, "security event", ""),
            (["aud": nil], .claims, "it has no aud", "resource="),
            (["aud": nil, "client_id": "c"], .claims, "it has no aud", "audienceClaims: client_id"),
        ] as [([String: JSONValue?], TokenCheck, String, String)]
    )
    func theFindingNamesTheKindOfToken(
        changes: [String: JSONValue?],
        check: TokenCheck,
        finding: String,
        remedy: String
    )
        async throws
    {
        let sample = try #require(VendorSample.all.first { $0.vendor == "Descope" })
        let outcomes = try #require(await Self.explanation(sample, changes).judgements.first).outcomes
        guard case .failed(let found, let advice)? = outcomes.first(where: { $0.check == check })?.outcome else {
            Issue.record("not failed")
            return
        }
        #expect(found.contains(finding) && (remedy.isEmpty || advice.contains(remedy)))
    }

    /// Other claims than `aud` say who requested the token, not for which server; using one is reported at every start.
    @Test(
        "Using another claim as the audience is reported at every start",
        arguments: [
            ([:], []), (["audienceClaims": "aud"], []), (["audienceClaims": "client_id"], ["client_id"]),
            (["audienceClaims": "aud,azp"], ["azp"]), (["kind": "cognito"], []),
            (["audienceClaims": "azp", "acceptIdTokens": "true"], ["acceptIdTokens", "azp"]),
        ] as [([String: String], [String])]
    )
    func usingAnotherClaimAsAudienceIsReportedAtEveryStart(settings: [String: String], words: [String]) throws {
        let remarks = try Self.trust(url: "https://id.example", settings.merging(["audiences": "a"]) { $1 }).remarks
        #expect(remarks.count == words.count)
        for (remark, word) in zip(remarks, words) {
            #expect(remark.contains(word) && remark.contains("auth.issuer.test."))
        }
    }

    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/providers/appendix.md")

    private static func outcome(
        _ sample: VendorSample,
        _ changes: [String: JSONValue?] = [:],
        typ: String? = nil
    ) async throws -> String {
        let judging = try await Judging()
        let keys = JWKSet(keys: [key(sample).verificationKey])
        let verifier = judging.verifier(try trust(sample), keys: FixedKeys(set: keys))
        do {
            let token = try #require(BearerToken(token(sample, changes, typ))).read()
            let principal = try #require(try await TrustedIssuers([verifier]).verify(token, at: judging.clock.now()))
            let name = principal.kind == .service ? "a service" : principal.userName ?? "nobody"
            return "\(name) through \(principal.client ?? "nobody"): \(principal.scopes.names.last ?? "nothing")"
        } catch let fault as Fault {
            return fault.detail
        }
    }

    private static func explanation(
        _ sample: VendorSample,
        _ changes: [String: JSONValue?] = [:],
        typ: String? = nil
    ) async -> TokenExplanation {
        let keys = JWKSet(keys: [key(sample).verificationKey])
        return await TokenExplanation(
            of: token(sample, changes, typ),
            issuers: [.init(try! trust(sample), keys: .success(keys))],
            at: ManualClock().now()
        )
    }

    private static func token(_ sample: VendorSample, _ changes: [String: JSONValue?], _ typ: String?) -> String {
        var claims = VendorSample.claims(sample.access)
        for (name, value) in changes { claims[name] = value }
        return TestIssuer.token(claims, header: sample.header, typ: typ ?? sample.typ, key: key(sample))
    }

    private static func key(_ sample: VendorSample) -> SigningKey {
        sample.settings["algorithms"] == "ES384" ? es384 : TestIssuer.rsa
    }

    private static func trust(_ sample: VendorSample) throws -> IssuerTrust {
        try trust(url: sample.access["iss"]?.string ?? "", sample.settings)
    }

    private static func trust(url: String, _ settings: [String: String]) throws -> IssuerTrust {
        let needed = ["auth.issuers": "test", "auth.issuer.test.url": url]
        let more = ["kind": "generic"].merging(settings) { $1 }.map { ("auth.issuer.test.\($0.key)", $0.value) }
        return try ServerSettings(SettingInputs(flags: needed.merging(more) { $1 })).auth.issuers[0].trust
    }
}
