package import Base
import Identity

/// Signing keys.
package protocol KeyStore: Sendable {
    func keys() async throws -> [StoredKey]
    /// Adds the key as the current one when there is none of this algorithm; false otherwise. Racing first starts make
    /// one key.
    func addFirst(_ key: StoredKey) async throws -> Bool
    /// Makes the key the current one and the former current one of its algorithm retiring, in one step.
    func rotate(to key: StoredKey, formerRetiresAt: Timestamp) async throws
    /// Makes the current keys of every other algorithm retiring.
    func retire(allBut algorithm: String, at end: Timestamp) async throws
    /// Replaces what is kept of a key, and neither its state nor its times; false when there is no such key.
    func setMaterial(_ material: Secret, of id: String) async throws -> Bool
    /// Removes a retiring key; false when there is none.
    func remove(_ id: String) async throws -> Bool
    /// Removes the keys that retired before; how many.
    func purge(retiredBefore: Timestamp) async throws -> Int
}
