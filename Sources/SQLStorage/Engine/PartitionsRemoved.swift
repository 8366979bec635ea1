/// Called with the vector partitions that were deleted with their user or workspace, so that none of them stays in memory.
typealias PartitionsRemoved = @Sendable (_ partitions: [Int64]) -> Void
