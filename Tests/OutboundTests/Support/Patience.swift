@testable import Outbound

extension GuardedHTTP.Limits {
    /// Ten minutes where time is not the matter: many tests share few cores.
    static var patient: Self {
        var limits = Self()
        limits.timeout = .seconds(600)
        return limits
    }
}
