import Base
import Identity
import JOSE
import TestSupport
import Testing

/// The explanations for tokens that this server issued.
extension TokenExplanationTests {
    @Test("A token of this server is not judged by the issuers")
    func aTokenOfThisServerIsNotJudgedByIssuers() async {
        let sample = ProviderSample.generic
        let explanation = await TokenExplanation(
            of: FederatedPrincipalTests.token(["iss": "https://memory.example"]),
            issuers: [.init(sample.trust, keys: .success(keys))],
            ownIssuer: "https://memory.example",
            at: now
        )
        #expect(explanation.judgements.isEmpty)
        #expect(explanation.remark?.contains("https://memory.example/oauth/introspect") == true)
        #expect(explanation.claims != nil)
    }

    /// A server that was started with `serve --port` has another issuer than the settings of this command.
    @Test(
        "A token that names a signing key of this server was issued by this server, unless it names a configured issuer",
        arguments: [
            ("http://localhost:9000", "ec-1", true), (nil, "ec-1", true), ("http://localhost:9000", "ec-2", false),
            (ProviderSample.generic.issuer, "ec-1", false),
        ] as [(String?, String, Bool)]
    )
    func aTokenThatNamesAKeyOfThisServerIsItsOwn(issuer: String?, key: String, isOwn: Bool) async {
        var claims = ProviderSample.generic.access
        claims["iss"] = issuer.map { .string($0) }
        for issuers in [[TokenExplanation.Issuer(ProviderSample.generic.trust, keys: .success(keys))], []] {
            guard isOwn || !issuers.isEmpty else { continue }
            let explanation = await TokenExplanation(
                of: TestIssuer.token(claims, typ: "at+jwt"),
                issuers: issuers,
                ownIssuer: "http://localhost:8000",
                ownKeys: [Identifier(key)],
                at: now
            )
            #expect(explanation.remark?.hasPrefix("It was issued by this server") == (isOwn ? true : nil))
            #expect(explanation.judgements.isEmpty == isOwn && explanation.unasked == nil)
            #expect(
                !isOwn
                    || explanation.remark?.contains("with these settings the issuer is “http://localhost:8000”") == true
            )
        }
    }
}
