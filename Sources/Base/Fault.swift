/// The one error thrown by every layer above the stores. Its door decides its shape (docs/architecture.md §8).
package struct Fault: Error, Sendable {
    package let code: FaultCode
    /// One sentence, safe to show to anyone: never a token, code, secret, digest or unescaped client text.
    package let detail: String
    package let hints: Hints
    /// The error behind it, for the log only; never shown to a caller.
    package let cause: (any Error)?

    package init(_ code: FaultCode, _ detail: String, hints: Hints = Hints(), cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.hints = hints
        self.cause = cause
    }

    /// Extra information that helps the caller to correct the request.
    package struct Hints: Sendable, Hashable {
        /// The scopes to ask for, separated by spaces (RFC 6750 §3).
        package var scope: String?
        /// Whole seconds to wait (RFC 9110 §10.2.3).
        package var retryAfter: Int?
        /// One sentence that says what to do next, when `detail` must have a fixed text.
        package var advice: String?
        /// The path on this server where a person can start again, for HTML pages.
        package var again: String?
        /// The text of that link; "Try again" when nil.
        package var againText: String?
        /// The heading of the page, instead of the heading of the code.
        package var heading: String?
        /// The invalid fields of the request.
        package var fields: [Field]

        package init(
            scope: String? = nil,
            retryAfter: Int? = nil,
            advice: String? = nil,
            again: String? = nil,
            againText: String? = nil,
            heading: String? = nil,
            fields: [Field] = []
        ) {
            self.scope = scope
            self.retryAfter = retryAfter
            self.advice = advice
            self.again = again
            self.againText = againText
            self.heading = heading
            self.fields = fields
        }
    }

    /// A field of the request and what is wrong with it.
    package struct Field: Sendable, Hashable {
        /// The path to the field: `["body", "memories", "0", "text"]`.
        package let path: [String]
        /// A machine-readable word: `missing`, `too_long`, `unknown_operator`.
        package let kind: String
        package let message: String

        package init(path: [String], kind: String, message: String) {
            self.path = path
            self.kind = kind
            self.message = message
        }
    }
}

extension Fault {
    /// Converts any error to a fault. Callers learn that a store is busy or full; the text of any other error could
    /// contain secrets, so they only see "Internal error".
    package init(any error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let failure as StoreFailure: self.init(failure)
        default: self.init(.internal, "Internal error", cause: error)
        }
    }

    /// Converts the failure of a store.
    private init(_ failure: StoreFailure) {
        switch failure.kind {
        case .unavailable:
            self.init(
                .unavailable,
                "The storage is temporarily unavailable.",
                hints: .init(retryAfter: 1),
                cause: failure
            )
        case .full: self.init(.insufficientStorage, "The storage is full.", cause: failure)
        case .broken: self.init(.internal, "Internal error", cause: failure)
        }
    }
}
