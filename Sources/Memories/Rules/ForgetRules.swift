import Base

/// The rules for a forgetting pass.
struct ForgetRules: Sendable {
    let limits: MemoryLimits

    /// - Throws: `validationFailed`.
    func check(_ request: ForgetRequest) throws {
        var validation = Validation()
        for (name, value) in [
            ("max_age_days", request.maxAgeDays), ("max_inactive_days", request.maxInactiveDays),
            ("hard_age_multiplier", request.hardAgeMultiplier),
        ] {
            let isSound = value.map { $0.isFinite && $0 >= 0 } ?? true
            validation.require(
                isSound,
                ["body", "policy", name],
                "out_of_range",
                "policy.\(name) must be a number of at least 0"
            )
        }
        validation.require(
            request.budget ?? 0 >= 0,
            ["body", "policy", "budget"],
            "out_of_range",
            "policy.budget must not be negative"
        )
        validation.require(
            (1...limits.forgetScan).contains(request.limit),
            ["query", "limit"],
            "out_of_range",
            "limit must be from 1 to \(limits.forgetScan)"
        )
        try validation.finish()
    }
}
