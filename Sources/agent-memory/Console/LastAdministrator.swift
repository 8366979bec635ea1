import Base

/// Nobody is left without an administrator by mistake.
enum LastAdministrator {
    /// Makes the change unless it takes the last administrator away; with `force`, makes it then too, and warns.
    /// - Parameter change: is told whether to make the change whoever it leaves; throws `conflict` otherwise.
    static func guarded<Result>(_ force: Bool, _ change: (_ force: Bool) async throws -> Result) async throws -> Result
    {
        do {
            return try await change(false)
        } catch let fault as Fault where fault.code == .conflict && force {
            let result = try await change(true)
            Terminal.warn(
                "Warning: no active administrator is left. `agent-memory user edit NAME --administrator` makes one of another user."
            )
            return result
        }
    }
}
