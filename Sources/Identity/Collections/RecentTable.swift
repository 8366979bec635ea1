/// A dictionary of bounded weight that forgets what was not used for long, at constant cost.
///
/// Two generations of half the weight: when the younger is full it becomes the elder, and the elder is dropped. What is
/// found in the elder moves to the younger. Nothing is ever searched for a victim, so a flood of new keys costs what
/// its insertions do.
package struct RecentTable<Key: Hashable & Sendable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private var youngWeight = 0
    private let half: Int
    private let weight: @Sendable (Key) -> Int

    /// - Parameters:
    ///   - capacity: the weight it keeps at most; at least 2.
    ///   - weight: of an entry, by its key; when left out, each weighs 1.
    package init(capacity: Int, weight: @escaping @Sendable (Key) -> Int = { _ in 1 }) {
        half = max(1, capacity / 2)
        self.weight = weight
    }

    package var count: Int { young.count + old.count }

    package subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            insert(value, for: key)
            return value
        }
        set {
            old[key] = nil
            if let newValue {
                insert(newValue, for: key)
            } else if young.removeValue(forKey: key) != nil {
                youngWeight -= weight(key)
            }
        }
    }

    /// Makes the younger generation the elder. Called at intervals, it forgets what was not used for two of them.
    /// - Returns: what is forgotten, so that whoever holds a lock can release it first.
    package mutating func age() -> [Key: Value] {
        let forgotten = old
        old = young
        young = [:]
        young.reserveCapacity(old.count)
        youngWeight = 0
        return forgotten
    }

    private mutating func insert(_ value: Value, for key: Key) {
        if young[key] == nil {
            let added = weight(key)
            if youngWeight + added > half { _ = age() }
            youngWeight += added
        }
        young[key] = value
    }
}
