import Base
import Memories
import Outbound
import Testing

/// The HTTP library quotes header fields in its errors.
@Suite struct SecretHeaderTests {
    static let secrets = ["sesame\n", "sesame\r\nX: sesame", "\u{1}sesame", "sesame\u{7f}", "sesame\u{0}"]

    @Test("An embedding key that is invalid in a header appears in no error", arguments: secrets)
    func embedding(secret: String) async throws {
        var options = OpenAICompatibleEmbedder.Options(url: "http://127.0.0.1:9/v1", model: "m")
        options.key = Secret(secret)
        options.attempts = 1
        let fault = await #expect(throws: Fault.self) { try await OpenAICompatibleEmbedder.connect(options) }
        let text = fault.map { "\($0) \($0.detail) \($0.cause.map { "\($0) \(String(reflecting: $0))" } ?? "")" } ?? ""
        #expect(text.contains("invalid header field values") && !text.contains("sesame"), "\(text)")
    }

    @Test("A provider's access token that is invalid in a header appears in no error", arguments: secrets)
    func bearer(secret: String) async throws {
        let failure = await #expect(throws: OutboundFailure.self) {
            try await GuardedHTTP(reach: .operatorChosen).get("http://127.0.0.1:9/userinfo", bearer: Secret(secret))
        }
        let text = failure.map { "\($0) \(String(reflecting: $0))" } ?? ""
        #expect(!text.isEmpty && !text.contains("sesame"), "\(text)")
    }

    @Test("A client secret that is invalid in a header appears in no error", arguments: secrets)
    func basic(secret: String) async throws {
        let failure = await #expect(throws: OutboundFailure.self) {
            try await GuardedHTTP(reach: .operatorChosen).post(
                "http://127.0.0.1:9/token",
                form: [("a", "b")],
                basic: ("id", Secret(secret))
            )
        }
        #expect(failure.map { "\($0) \(String(reflecting: $0))".contains("sesame") } == false)
    }
}
