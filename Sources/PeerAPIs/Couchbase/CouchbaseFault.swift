package import Base
package import HTTPAPI
package import Hummingbird
import Identity
import Memories

/// Renders faults in Couchbase Agent Memory's format: one flat object with a stable code. `detail` repeats the sentence
/// or lists the fields for clients of its older versions, which know nothing else. A request without a credential gets
/// exactly `detail` alone.
package struct CouchbaseFault: FaultRenderer {
    private let challenge: BearerChallenge

    package init(challenge: BearerChallenge) {
        self.challenge = challenge
    }

    /// The codes that its clients react to; all other codes are ours.
    private static let codes: [FaultCode: String] = [
        .invalidRequest: "INVALID_REQUEST", .validationFailed: "INVALID_REQUEST", .invalidToken: "INVALID_TOKEN",
        .tokenExpired: "TOKEN_EXPIRED",
    ]

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        var response = Response.json(status: .init(code: fault.code.status)) { text in
            guard fault.code != .missingCredential else { return text.member("detail", "Authentication required") }
            let sentence = fault.shownDetail(id: id)
            text.member("error", Self.code(of: fault))
            text.member("message", sentence)
            if fault.hints.fields.isEmpty {
                text.member("detail", sentence)
            } else {
                text.fields("detail", fault.hints.fields)
            }
            text.object("details") { text in
                if let advice = fault.hints.advice { text.member("hint", advice) }
                if let scope = fault.hints.scope { text.member("scope", scope) }
                if let seconds = fault.hints.retryAfter { text.member("retry_after_seconds", seconds) }
            }
            text.member("request_id", id)
        }
        response.describe(fault, challenge: challenge, of: request, id: id)
        return response
    }

    private static func code(of fault: Fault) -> String {
        if fault.cause is SessionHasEnded { return "SESSION_ALREADY_ENDED" }
        if fault.code == .unavailable, fault.cause is StoreFailure { return "DATABASE_UNAVAILABLE" }
        return codes[fault.code] ?? fault.code.rawValue.uppercased().replacing("-", with: "_")
    }
}
