/// A failure of a store. A missing row is never a failure: it is `nil` or an enum case.
package struct StoreFailure: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// Retrying may help: busy, connection lost, timeout.
        case unavailable
        /// The disk or the quota of the database is full.
        case full
        /// The data or the schema is invalid.
        case broken
    }

    package let kind: Kind
    /// The reason for the log. It may name tables and files, never values.
    package let reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
