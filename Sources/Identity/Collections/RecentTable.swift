/// A dictionary of bounded weight that forgets entries not used recently, at constant cost.
///
/// It has two generations of half the weight each: when the younger one is full it becomes the elder, and the old elder
/// is dropped. An entry found in the elder moves to the younger. Nothing searches for entries to evict, so a flood of
/// new keys costs no more than its insertions.
package struct RecentTable<Key: Hashable & Sendable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private var youngWeight = 0
    private let half: Int
    private let weight: @Sendable (Key) -> Int

    /// - Parameters:
    ///   - capacity: the maximum weight; at least 2.
    ///   - weight: the weight of an entry, by its key; 1 for each by default.
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

    /// Makes the younger generation the elder. When called at intervals, it forgets entries that were not used for two
    /// intervals.
    /// - Returns: the forgotten entries, so that a caller that holds a lock can release them after the lock.
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
