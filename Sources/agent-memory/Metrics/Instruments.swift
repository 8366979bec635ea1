import Synchronization

/// The instruments of one metric, by the values of its labels. Created at first use and kept, so that counting is one
/// look-up.
final class Instruments<Labels: Hashable & Sendable, Instrument: Sendable>: Sendable {
    private let known = Mutex<[Labels: Instrument]>([:])
    private let create: @Sendable (Labels) -> Instrument

    init(_ create: @escaping @Sendable (Labels) -> Instrument) {
        self.create = create
    }

    subscript(labels: Labels) -> Instrument {
        known.withLock { known in
            if let instrument = known[labels] { return instrument }
            let instrument = create(labels)
            known[labels] = instrument
            return instrument
        }
    }
}
