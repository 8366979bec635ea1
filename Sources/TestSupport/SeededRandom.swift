import Base
import Synchronization

/// Bytes that look random and are the same in every run.
package final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix64>

    package init(_ seed: UInt64 = 1) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    package func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            var result: [UInt8] = []
            result.reserveCapacity(count)
            while result.count < count {
                var word = generator.next()
                for _ in 0..<min(8, count - result.count) {
                    result.append(UInt8(truncatingIfNeeded: word))
                    word >>= 8
                }
            }
            return result
        }
    }
}
