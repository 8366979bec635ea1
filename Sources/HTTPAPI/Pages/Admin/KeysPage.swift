import Authorization
import Base

/// The keys that sign this server's tokens, for its administrators: ids and ages, never the keys.
struct KeysPage: WebPage {
    static let template = "keys"

    struct Key: Sendable {
        let id: String
        let algorithm: String
        let isCurrent: Bool
        let since: ShownTime
        /// The time until it verifies no more; nil for the current one.
        let left: String?
        let seal: String
    }

    let title = localized("Signing keys")
    let tab = ["keys": true]
    let keys: [Key]
    let algorithm: String
    /// The setting with the operator's own key; nil when the server creates its keys.
    let setting: String?
    let rotateSeal: String

    init(
        _ stored: [StoredKey],
        of managed: ManagedAuthorization,
        now: Timestamp,
        rotateSeal: String,
        seal: (StoredKey) -> String
    ) {
        // The current one first, then the newest.
        let sorted = stored.sorted {
            ($0.state == .current ? 0 : 1, $1.createdAt) < ($1.state == .current ? 0 : 1, $0.createdAt)
        }
        keys = sorted.map { key in
            Key(
                id: key.id,
                algorithm: key.algorithm,
                isCurrent: key.state == .current,
                since: ShownTime(key.createdAt, now: now),
                left: key.retiresAt.map { ShownTime.left(until: $0, now: now) },
                seal: seal(key)
            )
        }
        algorithm = managed.algorithm.rawValue
        setting = managed.keySetting
        self.rotateSeal = rotateSeal
    }
}
