import Base
import Synchronization

/// Bytes that look random and are the same in every run (SplitMix64).
package final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    package init(_ seed: UInt64 = 1) {
        state = Mutex(seed)
    }

    package func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            var result: [UInt8] = []
            result.reserveCapacity(count)
            while result.count < count {
                state &+= 0x9e37_79b9_7f4a_7c15
                var word = state
                word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
                word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
                word ^= word >> 31
                for _ in 0..<min(8, count - result.count) {
                    result.append(UInt8(truncatingIfNeeded: word))
                    word >>= 8
                }
            }
            return result
        }
    }
}
