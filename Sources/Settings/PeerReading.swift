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

    /// Every name of another system: none of them is a misspelt name of this server.
    static let allNames = Set(peers.flatMap { $0.rows.map(\.name) + $0.unread })

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
