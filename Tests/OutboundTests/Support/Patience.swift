@testable import Outbound

extension GuardedHTTP.Limits {
    /// Ten minutes where time is not the matter: many tests share few cores.
    static var patient: Self {
        var limits = Self()
        limits.timeout = .seconds(600)
        return limits
    }
}

extension GuardedHTTP.Limits {
    /// For a test that meets a limit: a thousand bytes, and ten minutes where time is not the matter.
    static func small(seconds: Double = 600) -> Self {
        var limits = patient
        (limits.timeout, limits.bytes) = (.seconds(seconds), 1_000)
        return limits
    }
}

extension GuardedHTTP {
    /// Reaches what an operator may choose, within `Limits.small`.
    static func small(seconds: Double = 600, names: ScriptedNames? = nil) -> GuardedHTTP {
        let limits = Limits.small(seconds: seconds)
        if let names { return GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: names) }
        return GuardedHTTP(reach: .operatorChosen, limits: limits)
    }
}
