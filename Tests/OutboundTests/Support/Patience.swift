@testable import Outbound

extension GuardedHTTP.Limits {
    /// A minute where time is not the matter: many tests share few cores.
    static var patient: Self {
        var limits = Self()
        limits.timeout = .seconds(60)
        return limits
    }
}
