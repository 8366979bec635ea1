/// A dictionary of bounded size that forgets what was not used for long, at constant cost.
///
/// Two generations of half the size: when the younger is full it becomes the elder, and the elder is dropped. What is found
/// in the elder moves to the younger. Nothing is ever searched for a victim, so a flood of new keys costs what its insertions do.
package struct RecentTable<Key: Hashable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    /// - Parameter capacity: how many it keeps at most; at least 2.
    package init(capacity: Int) {
        half = max(1, capacity / 2)
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
            if let newValue { insert(newValue, for: key) } else { young[key] = nil }
        }
    }

    private mutating func insert(_ value: Value, for key: Key) {
        if young.count >= half, young[key] == nil {
            old = young
            young = [:]
            young.reserveCapacity(half)
        }
        young[key] = value
    }
}
