/// Another memory server whose environment variables are understood, so that its operators can keep them.
package struct Peer: Sendable {
    package let system: String
    package let rows: [PeerRow]

    package init(system: String, rows: [PeerRow]) {
        self.system = system
        self.rows = rows
    }
}

/// One foreign name.
package struct PeerRow: Sendable {
    package enum Kind: String, Sendable, Hashable {
        /// No other system uses the name: always honoured.
        case distinctive
        /// Many systems use the name: honoured only when a distinctive name of the same system is set.
        case generic
        /// Turns protection off: honoured only while listening on loopback (`ServerSettings` refuses to start
        /// otherwise).
        case weakening
    }

    /// The meaning of a foreign value.
    package enum Meaning: Sendable, Hashable {
        /// The value of our setting.
        case value(String)
        /// No effect: this server does the same by default.
        case nothing
        /// No corresponding setting. The server logs the sentence, which begins with the name, at start.
        case remark(String)
        /// Not supported. The sentence says why and what to do.
        case refused(String)
    }

    package let name: String
    package let kind: Kind
    /// Our setting.
    package let key: String
    package let meaning: @Sendable (String) -> Meaning

    package init(
        _ name: String,
        _ kind: Kind,
        _ key: String,
        meaning: @escaping @Sendable (String) -> Meaning = { .value($0) }
    ) {
        self.name = name
        self.kind = kind
        self.key = key
        self.meaning = meaning
    }

    /// The meaning of a switch: `value` when it is on.
    static func on(_ value: String) -> @Sendable (String) -> Meaning {
        { text in
            guard let isOn = SettingReader.truth(text) else { return .refused("“\(text)” is neither true nor false.") }
            return isOn ? .value(value) : .nothing
        }
    }
}

/// A foreign name that was set and says something about one of our settings.
package struct PeerReading: Sendable, Hashable {
    package let system: String
    package let name: String
    package let key: String
    package let value: String

    /// Lists that take entries from every system in addition to our own setting: each entry is complete by itself.
    private static let joined: Set<String> = ["auth.issuers"]
    var joins: Bool { Self.joined.contains(key) }

    package static let peers = [Peer.redisAgentMemoryServer, Peer.couchbaseAgentMemory, Peer.mcpMemoryService]

    /// - Parameter isDecided: whether our own name already gives the value of a setting. Foreign names are then
    ///   ignored, except for lists that they join.
    /// - Throws: when a value cannot be honoured, or two names give different values for one setting (both are named).
    package static func all(
        in environment: [String: String],
        peers: [Peer] = peers,
        isDecided: (String) -> Bool = { _ in false }
    ) throws(SettingProblems) -> [PeerReading] {
        var readings: [PeerReading] = []
        var problems: [SettingProblem] = []
        for peer in peers {
            let set = peer.rows.filter { !(environment[$0.name] ?? "").isEmpty }
            let isMeant = set.contains { $0.kind != .generic }
            for row in set where isMeant && (joined.contains(row.key) || !isDecided(row.key)) {
                switch row.meaning(environment[row.name] ?? "") {
                case .nothing, .remark: break
                case .refused(let why):
                    let problem = SettingProblem("\(row.name) (a name of \(peer.system)): \(why)")
                    // A name may say something about several of our settings.
                    if !problems.contains(problem) { problems.append(problem) }
                case .value(let value):
                    readings.append(PeerReading(system: peer.system, name: row.name, key: row.key, value: value))
                }
            }
        }
        for (index, reading) in readings.enumerated() {
            for other in readings[..<index]
            where other.key == reading.key && other.value != reading.value && !reading.joins {
                problems.append(
                    SettingProblem(
                        // Without the values: they may be secrets.
                        "\(other.name) (a name of \(other.system)) and \(reading.name) (a name of \(reading.system)) give "
                            + "\(reading.key) different values; keep one, or set \(EnvironmentName.of(reading.key))."
                    )
                )
            }
        }
        guard problems.isEmpty else { throw SettingProblems(problems: problems) }
        return readings
    }

    /// The names that other systems use for one of our settings.
    static func names(of key: String) -> [String] {
        peers.flatMap(\.rows).filter { $0.key == key }.map(\.name)
    }

    static func remarks(on environment: [String: String]) -> [String] {
        peers.flatMap { peer in
            peer.rows.compactMap { row in
                guard let text = environment[row.name], !text.isEmpty, case .remark(let remark) = row.meaning(text)
                else { return nil }
                return "\(row.name), a name of \(peer.system), \(remark)"
            }
        }
    }
}
