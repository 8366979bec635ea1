/// How far a memory is known to semantic search. Keyword search finds it in any state.
package enum VectorState: Sendable, Hashable {
    case ready
    /// Its vector is still missing.
    case waiting
    /// The embedding model cannot embed its text.
    case refused
}
