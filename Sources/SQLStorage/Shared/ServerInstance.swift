package import Base

/// A server, or another process that works like one, on a database.
package struct ServerInstance: Sendable, Hashable {
    /// Random, for each process.
    package let id: String
    /// The machine and the data directory. A process that starts there again takes the place of the former one.
    package let place: String
    package let version: String
    /// The settings that must be the same for all, by their names.
    package let settings: [String: String]
    /// The time of the last sign of life; nil for this process itself.
    package let seenAt: Timestamp?

    package init(
        id: String,
        place: String,
        version: String,
        settings: [String: String],
        seenAt: Timestamp? = nil
    ) {
        (self.id, self.place, self.version) = (id, place, version)
        (self.settings, self.seenAt) = (settings, seenAt)
    }

    /// How often an instance gives a sign of life.
    package static let interval = Duration.seconds(10)
    /// How long an instance counts as running after its last sign of life.
    package static let life = Duration.seconds(30)

    /// The first setting that both have and that differs.
    package func difference(from other: ServerInstance) -> String? {
        settings.keys.sorted().first { key in
            guard let own = settings[key], let value = other.settings[key] else { return false }
            return !own.isExactly(value)
        }
    }
}
