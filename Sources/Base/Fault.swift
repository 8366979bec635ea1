/// The one error thrown by every layer above the stores. Its door decides its shape (docs/architecture.md §8).
package struct Fault: Error, Sendable {
    package let code: FaultCode
    /// One sentence, safe to show to anyone: never a token, code, secret, digest or unescaped client text.
    package let detail: String
    package let hints: Hints
    /// For the log only; never rendered.
    package let cause: (any Error)?

    package init(_ code: FaultCode, _ detail: String, hints: Hints = Hints(), cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.hints = hints
        self.cause = cause
    }

    /// What helps the caller to do better.
    package struct Hints: Sendable, Hashable {
        /// Space-separated scopes to ask for (RFC 6750 §3).
        package var scope: String?
        /// Whole seconds to wait (RFC 9110 §10.2.3).
        package var retryAfter: Int?
        /// What to do about it, in a sentence, when `detail` must be a fixed one.
        package var advice: String?
        /// Where a person may begin again: a path of ours, for the doors that are pages.
        package var again: String?
        /// What the link there says; "Try again" when nil.
        package var againText: String?
        /// What a page is headed with instead of the code's own words.
        package var heading: String?
        /// The fields at fault.
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
        /// Where it stands: `["body", "memories", "0", "text"]`.
        package let path: [String]
        /// A machine word: `missing`, `too_long`, `unknown_operator`.
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
    /// Whatever was thrown, as a fault. Of a store that is busy or full it may be told; of anything else nothing is
    /// known to be safe.
    package init(any error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let failure as StoreFailure: self.init(failure)
        default: self.init(.internal, "Internal error", cause: error)
        }
    }

    /// A store that could not answer.
    private init(_ failure: StoreFailure) {
        switch failure.kind {
        case .unavailable:
            self.init(
                .unavailable,
                "The storage does not answer just now.",
                hints: .init(retryAfter: 1),
                cause: failure
            )
        case .full: self.init(.insufficientStorage, "The storage is full.", cause: failure)
        case .broken: self.init(.internal, "Internal error", cause: failure)
        }
    }
}

/// What a store throws: it could not answer. Absence is never a failure, it is `nil` or an enum case.
package struct StoreFailure: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// Worth another try: busy, connection lost, time-out.
        case unavailable
        /// The disk or the quota of the database is full.
        case full
        /// The data or the schema is not what it should be.
        case broken
    }

    package let kind: Kind
    /// For the log; may name tables and files, never values.
    package let reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
