/// A backup that cannot be written, read or trusted.
package struct BackupFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One or two sentences for the operator: what happened, and what to do.
    package let description: String

    package init(_ sentence: String) {
        description = sentence
    }

    static let damaged = BackupFailure(
        "The backup is damaged or cut short, so that nothing in it can be trusted. Use another copy."
    )
}
