import Base

/// Recognises our entry in a client's configuration, and carries over what the person added to it.
enum EntryOwner {
    private static let addresses = ["url", "serverUrl", "httpUrl", "uri"]
    private static let texts = ["headers", "http_headers", "env"]
    private static let ours = ["Authorization", "AGENT_MEMORY_TOKEN"]

    /// Whether the entry points to this address, or starts this program or another copy of it.
    static func isOurs(_ entry: ConfigValue, _ filling: Filling) -> Bool {
        if let command = entry["command"]?.string {
            return command.isExactly(filling.program) || command.split(separator: "/").last == "agent-memory"
        }
        return addresses.contains { entry[$0]?.string?.isExactly(filling.url) == true }
    }

    /// The address or program an entry points to, for people.
    static func target(of entry: ConfigValue) -> String? {
        addresses.lazy.compactMap { entry[$0]?.string }.first ?? entry["command"]?.string
    }

    /// The change that leaves headers and variables of the person as they are.
    static func change(_ members: [ConfigValue.Member], first: [ConfigValue.Member], former: ConfigValue?)
        -> EntryChange
    {
        var members = members
        for name in texts {
            let kept = former?[name]?.members?.filter { !ours.containsExactly($0.name) } ?? []
            guard !kept.isEmpty else { continue }
            let place = members.firstIndex { $0.name.isExactly(name) }
            let new = place.flatMap { members[$0].value.members } ?? []
            let member = ConfigValue.Member(name, .mapping(kept + new))
            if let place { members[place] = member } else { members.append(member) }
        }
        let owned = addresses + texts + ["type", "command", "args", "bearer_token_env_var"]
        return EntryChange(members: members, first: first, owned: owned)
    }
}
