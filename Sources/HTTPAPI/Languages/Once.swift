import Synchronization

/// A value that is made for its first reader and then kept.
final class Once<Value: Sendable, Failure: Error>: Sendable {
    private let make: @Sendable () throws(Failure) -> Value
    private let made = Mutex<Value?>(nil)

    init(_ make: @escaping @Sendable () throws(Failure) -> Value) {
        self.make = make
    }

    /// - Throws: an error of `make`, at every call.
    func callAsFunction() throws(Failure) -> Value {
        try made.withLock { made throws(Failure) in
            if let made { return made }
            let value = try make()
            made = value
            return value
        }
    }
}
