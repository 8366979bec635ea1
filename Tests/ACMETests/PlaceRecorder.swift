import ACME
import Synchronization

/// Remembers what is presented.
final class PlaceRecorder: ChallengePlace {
    private let state = Mutex<ChallengeAnswer?>(nil)

    var current: ChallengeAnswer? { state.withLock(\.self) }

    func present(_ answer: ChallengeAnswer) { state.withLock { $0 = answer } }
    func withdraw() { state.withLock { $0 = nil } }
}
