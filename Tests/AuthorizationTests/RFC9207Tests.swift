import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 9207, the issuer in the response") struct RFC9207Tests {
    /// State is returned unchanged and encoded: it cannot end the line or add a parameter.
    @Test("§2 success and error responses carry iss and the unchanged state")
    func answersCarryStateAndIssuer() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let state = "a&b=<script>\r\nSet-Cookie: x"
        let target = try await fixture.server.target(fixture.query(client, ["state": state]), at: fixture.now)
        let encoded = "state=a%26b%3D%3Cscript%3E%0D%0ASet-Cookie%3A%20x&iss=https%3A%2F%2Fmemory.example"
        #expect(
            target.success(code: "c", issuer: AuthorizationFixture.issuer)
                == "\(AuthorizationFixture.redirect)?code=c&\(encoded)"
        )
        let failure = target.failure(Fault(.accessDenied, "No."), issuer: AuthorizationFixture.issuer)
        #expect(failure == "\(AuthorizationFixture.redirect)?error=access_denied&error_description=No.&\(encoded)")
    }

    @Test("§2 without a state the response has none")
    func noState() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let target = try await fixture.server.target(fixture.query(client, ["state": nil]), at: fixture.now)
        #expect(
            target.success(code: "c", issuer: AuthorizationFixture.issuer)
                == "\(AuthorizationFixture.redirect)?code=c&iss=https%3A%2F%2Fmemory.example"
        )
    }
}
