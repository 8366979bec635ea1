import TestSupport

@testable import Outbound

extension GuardedHTTP.Limits {
    /// Ten minutes where timing is not tested: many tests share few cores.
    static var patient: Self {
        var limits = Self()
        limits.timeout = .seconds(600)
        return limits
    }
}

extension GuardedHTTP.Limits {
    /// For tests of a size limit: a thousand bytes, and ten minutes because timing is not tested.
    static func small(seconds: Double = 600) -> Self {
        var limits = patient
        (limits.timeout, limits.bytes) = (.seconds(seconds), 1_000)
        return limits
    }
}

extension GuardedHTTP {
    /// Reaches the test servers under the names of their certificate.
    static func trustingTests(limits: Limits = .patient) throws -> GuardedHTTP {
        try GuardedHTTP(
            reach: .operatorChosen,
            limits: limits,
            resolver: ScriptedNames(["127.0.0.1"]),
            trusting: Array(TestCertificate.first.utf8)
        )
    }

    /// Reaches all URLs that an operator may choose, within `Limits.small`.
    static func small(seconds: Double = 600, names: ScriptedNames? = nil) -> GuardedHTTP {
        let limits = Limits.small(seconds: seconds)
        if let names { return GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: names) }
        return GuardedHTTP(reach: .operatorChosen, limits: limits)
    }
}
