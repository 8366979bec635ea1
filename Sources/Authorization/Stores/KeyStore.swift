package import Base
import Identity

/// Signing keys.
package protocol KeyStore: Sendable {
    func keys() async throws -> [StoredKey]
    /// Adds the key as the current one if this algorithm has none; false otherwise. Racing first starts create one key.
    func addFirst(_ key: StoredKey) async throws -> Bool
    /// Makes the key current and retires the previous one of its algorithm, in one step.
    func rotate(to key: StoredKey, formerRetiresAt: Timestamp) async throws
    /// Retires the current keys of all other algorithms.
    func retire(allBut algorithm: String, at end: Timestamp) async throws
    /// Replaces the stored form of a key but not its state or times; false when the key does not exist.
    func setMaterial(_ material: Secret, of id: String) async throws -> Bool
    /// Removes a retiring key; false when it does not exist.
    func remove(_ id: String) async throws -> Bool
    /// Removes the keys that retired earlier and returns their number.
    func purge(retiredBefore: Timestamp) async throws -> Int
}
