import Base
import Synchronization

/// Bytes that look random and are the same in every run.
package final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix64>

    package init(_ seed: UInt64 = 1) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    package func bytes(_ count: Int) -> [UInt8] { generator.withLock { $0.bytes(count) } }
}
