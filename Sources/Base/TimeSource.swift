import FoundationEssentials

/// A source of the current time, for code that issues things. Verifiers and stores take a `Timestamp` instead.
package protocol TimeSource: Sendable {
    func now() -> Timestamp
}

/// The machine's wall clock.
package struct SystemTime: TimeSource {
    package init() {}

    package func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
}
