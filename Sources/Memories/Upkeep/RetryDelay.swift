import Base

/// How long background work waits after a failure: at least `least`; then until there is new work, or until `most`.
struct RetryDelay: Hashable {
    let least: Duration
    let most: Duration

    /// - Parameters:
    ///   - failures: the number of consecutive failures; counts up to 6, which is 64 s.
    ///   - asked: the seconds that the provider asked for; any number, because it may come from outside.
    init(failures: Int, asked: Int?) {
        let own = Duration.seconds(1 << max(0, min(failures, 6)))
        let wanted = asked.map { Duration.seconds(OutsideNumber.retryAfter.clamp($0)) } ?? own
        least = min(own, wanted)
        most = wanted
    }
}
