import Base
import Identity
import TestSupport
import Testing

@testable import Outbound

@Suite("Log messages about a login that failed at the provider") struct OIDCRefusalTests: OIDCLogin {
    typealias Script = ScriptedProvider.Script
    let clock = ManualClock()

    @Test(
        "The log gives the reason for refusing an ID token or a token response, without a token or a nonce",
        arguments: [
            (
                Script(claims: { $0["aud"] = "another" }),
                "sub=248289761001; email=ann@example.org; aud: wanted “memory”, found “another”"
            ),
            (Script(claims: { $0["nonce"] = "stolen-nonce" }), "nonce does not belong to this login"),
            (Script(claims: { $0["exp"] = 1 }), "found “1”"),
            (
                Script(
                    tokens: { $0 = ["error": "invalid_client", "error_description": "secret s3cr3t is wrong"] },
                    tokenStatus: 401
                ),
                "the token endpoint answered 401, error=invalid_client"
            ),
        ] as [(Script, String)]
    )
    func reasons(script: Script, why: String) async throws {
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            do {
                _ = try await identity(provider(scripted))
                Issue.record("not refused")
            } catch let fault as Fault {
                let text = fault.cause.map { "\($0)" } ?? ""
                #expect(text.hasPrefix("login refused: ") && text.contains(why), "\(text)")
                #expect(!text.contains("stolen-nonce") && !text.contains("s3cr3t") && !text.contains("eyJ"))
                #expect(fault.detail == "The login could not be verified.")
            }
        }
    }
}
