import Authorization
import Base

/// A signing key as commands show it: never with its material.
struct KeyRow: ListedRecord {
    private let key: StoredKey

    init(_ key: StoredKey) {
        self.key = key
    }

    static let header = ["ALGORITHM", "STATE", "CREATED", "RETIRES", "ID"]

    var cells: [String] {
        [
            key.algorithm, key.state.rawValue, Terminal.time(key.createdAt, else: ""),
            Terminal.time(key.retiresAt, else: "—"), key.id,
        ]
    }

    var members: [String: JSONValue] {
        [
            "kid": .string(key.id), "alg": .string(key.algorithm), "state": .string(key.state.rawValue),
            "created_at": .string(key.createdAt.description),
            "retires_at": key.retiresAt.map { .string($0.description) } ?? .null,
        ]
    }
}
