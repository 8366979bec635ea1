import FoundationEssentials

/// Where the current time comes from. Held by whatever issues things; verifiers and stores take a `Timestamp`.
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
