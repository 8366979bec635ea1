package import Base

/// The last walk of each client from each address, for operators who ask why a connection does not work.
package protocol ConnectionTraceStore: Sendable {
    /// Replaces the earlier steps of the same client, address and stage, and keeps at most
    /// `ConnectionStep.limit` steps, in one step: the networks with the most steps lose their oldest ones. A name that is
    /// nil leaves the earlier one.
    func record(_ steps: [ConnectionStep]) async throws
    /// All steps, newest first.
    func steps() async throws -> [ConnectionStep]
    /// Removes the steps before this time; returns their number.
    func purge(before: Timestamp) async throws -> Int
}
