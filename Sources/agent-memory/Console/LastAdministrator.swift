import Base

/// Prevents a change that removes the last administrator by mistake.
enum LastAdministrator {
    /// Applies the change unless it removes the last administrator. With `force`, applies it anyway and warns.
    /// - Parameter change: applies the change. Unless `force` is true, it throws `conflict` when no administrator would
    ///   be left.
    static func guarded<Result>(_ force: Bool, _ change: (_ force: Bool) async throws -> Result) async throws -> Result
    {
        do {
            return try await change(false)
        } catch let fault as Fault where fault.code == .conflict && force {
            let result = try await change(true)
            Terminal.warn(
                "Warning: no active administrator is left. `agent-memory user edit NAME --administrator` makes another user administrator."
            )
            return result
        }
    }
}
