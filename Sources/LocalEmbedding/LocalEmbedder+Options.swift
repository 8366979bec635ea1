import Foundation

extension LocalEmbedder {
    package struct Options: Sendable {
        /// Threads that compute documents at the same time, at least 1. Questions have as many threads of their own, at
        /// least 2, so that one long question does not delay another person's.
        package var workers = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        /// The most texts that may wait, by purpose.
        package var queryLimit = 512
        package var documentLimit = 4096
        package var instructionSet = InstructionSet.best
        package var precision = Precision.fastest(on: .best)

        package init() {}
    }
}
