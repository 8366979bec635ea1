import Base
import Identity
import JOSE
import TestSupport
import Testing

/// Text that people paste when a token is expected.
extension TokenExplanationTests {
    @Test(
        "Text pasted along with a token is ignored",
        arguments: [
            "Bearer TOKEN", "  bearer   TOKEN\n", "Authorization: Bearer TOKEN", "TOKEN", "\nTOKEN\r\n", #""TOKEN""#,
            "'TOKEN'", "“TOKEN”", "`TOKEN`", "Bearer Bearer TOKEN",
            "'Authorization: Bearer TOKEN'", "\u{feff}TOKEN",
        ]
    )
    func textPastedWithATokenIsIgnored(text: String) async {
        let token = TestIssuer.token(ProviderSample.keycloak.access)
        let wrapped = token.prefix(40) + "\n" + token.dropFirst(40)
        let explanation = await TokenExplanation(
            of: text.replacing("TOKEN", with: wrapped),
            issuers: [.init(ProviderSample.keycloak.trust, keys: .success(keys))],
            at: now
        )
        #expect(explanation.judgements.first.map { $0.refusal == nil } == true)
    }

    @Test("The token is read from a response of the token endpoint")
    func aResponseOfTheTokenEndpointContainsTheToken() async {
        let token = TestIssuer.token(ProviderSample.keycloak.access)
        let answer = #"{"access_token": "\#(token)", "token_type": "Bearer", "id_token": "a.b.c"}"# + "\n"
        let explanation = await TokenExplanation(
            of: answer,
            issuers: [.init(ProviderSample.keycloak.trust, keys: .success(keys))],
            at: now
        )
        #expect(explanation.isAccepted)
    }

    @Test(
        "Text that is not a JWT is named",
        arguments: [
            ("amt_abc", "API token"), ("opaque", "opaque"), ("a.b.c.d.e", "encrypted"), ("a.b", "cannot"),
            ("", "No token was given."),
            (" \n ", "No token was given."), (#"{"error": "invalid_client"}"#, "no access_token"),
        ]
    )
    func textThatIsNotAJWTIsNamed(text: String, word: String) async {
        let explanation = await TokenExplanation(of: text, issuers: [], at: now)
        if word == "cannot" {
            #expect(explanation.remark?.hasPrefix("It is not a token this server can read") == true)
        } else {
            #expect(explanation.remark?.contains(word) == true)
        }
        #expect(explanation.judgements.isEmpty)
    }

    @Test("A token for Microsoft Graph is named")
    func aTokenForMicrosoftGraphIsNamed() async {
        let token = TestIssuer.token(ProviderSample.entra.access, header: ["nonce": "x"])
        let explanation = await TokenExplanation(
            of: token,
            issuers: [.init(ProviderSample.entra.trust, keys: .success(keys))],
            at: now
        )
        #expect(explanation.remark?.contains("Microsoft Graph") == true)
    }
}
