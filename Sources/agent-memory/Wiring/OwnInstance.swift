import Authorization
import Base
import Glibc
import Memories
import SQLStorage
import Settings

/// This process among the servers of its database.
struct OwnInstance: Sendable {
    let shared: SharedState
    let instance: ServerInstance
    let clock: ClockComparison

    /// Enters the database.
    /// - Returns: nil on a database that has one server.
    /// - Throws: `CommandFailure` when a running server has other settings, or the clocks differ too much.
    init?(_ settings: ServerSettings, stores: Stores, embedding: Embedding, for purpose: Wiring.Purpose) async throws {
        guard let shared = stores.shared else { return nil }
        self.shared = shared
        let random = Surroundings.random.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        instance = ServerInstance(
            id: random,
            place: Self.place(settings, purpose),
            version: Version.current,
            settings: try Self.shared(settings, embedding)
        )
        clock = ClockComparison()
        let asked = Surroundings.time.now()
        switch try await shared.instances.enter(instance) {
        case .entered(let time): clock.note(time, askedAt: asked, answeredAt: Surroundings.time.now())
        case .differs(let other, let setting): throw Self.differs(other, setting, instance)
        }
        if let sentence = clock.excess { throw CommandFailure(sentence) }
    }

    /// The background work, shared with the other servers.
    var share: WorkShare { WorkShare(store: shared.leases, holder: instance.id, time: Surroundings.time) }

    /// Gives a sign of life, and compares the clocks.
    func see() async throws {
        let asked = Surroundings.time.now()
        let time = try await shared.instances.see(instance)
        clock.note(time, askedAt: asked, answeredAt: Surroundings.time.now())
    }

    func leave() async throws { try await shared.instances.leave(instance) }

    /// The settings that all servers of a database must agree on: they would re-embed each other's memories, or refuse each
    /// other's tokens and replace each other's keys.
    private static func shared(_ settings: ServerSettings, _ embedding: Embedding) throws -> [String: String] {
        var values: [String: String] = [:]
        if let model = embedding.provider?.model { values["embedding.model"] = "\(model.name) (\(model.dimension))" }
        if let names = settings.authorizationNames {
            values["http.publicUrl"] = names.issuer
            values["oauth.algorithm"] = settings.oauth.signing.algorithm.rawValue
            if let key = try settings.oauth.signing.key { values[settings.oauth.signing.keySetting] = key.id }
        }
        return values
    }

    private static func differs(_ other: ServerInstance, _ setting: String, _ own: ServerInstance) -> CommandFailure {
        CommandFailure(
            """
            \(setting) is \(own.settings[setting] ?? ""), but a running server of this database (\(other.place)) has \
            \(other.settings[setting] ?? ""). All servers of a database need the same value. Use that one, or stop the other servers and \
            start all with the new one.
            """
        )
    }

    private static func place(_ settings: ServerSettings, _ purpose: Wiring.Purpose) -> String {
        var name = [CChar](repeating: 0, count: 256)
        let isNamed = gethostname(&name, name.count - 1) == 0
        let letters = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = isNamed ? String(decoding: letters, as: UTF8.self) : "unknown"
        let place = "\(host):\(StorageDirectory.absolute(settings.storage.directory))"
        return switch purpose {
        case .server: place
        case .standardStreams: "\(place) (agent-memory mcp, process \(getpid()))"
        }
    }
}
