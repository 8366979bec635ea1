/// Working memory as a response shows it: cut to the window, with how full the window is.
package struct WorkingMemoryView: Sendable, Hashable {
    package var memory: WorkingMemory
    /// 0…100; nil when no window was named.
    package let percentageTotalUsed: Double?
    package let percentageUntilSummarization: Double?
    /// Nil for a session without messages.
    package var extraction: SessionExtraction?
}
