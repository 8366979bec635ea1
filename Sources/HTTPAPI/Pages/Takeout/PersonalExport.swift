import Authorization
import Base
import Identity
import Memories

/// Everything that a person has at this server, as one archive: for each workspace its memories, former versions,
/// sessions and activity as JSON lines, memories and sessions as Markdown, and the account. Written while it is sent.
struct PersonalExport: Sendable {
    let visit: PageVisit
    let holdings: PersonalHoldings
    let names: ApplicationNames

    private var memories: MemoryService { holdings.memories }

    /// `agent-memory-2026-11-29.zip`.
    var fileName: String { "agent-memory-\(visit.now.description.prefix(10)).zip" }

    func write(_ output: ZipArchive.Output) async throws {
        var archive = ZipArchive(at: visit.now)
        try await archive.begin("account.json", output)
        try await archive.append(StrictJSON.encode(try await account(), isIndented: true), output)
        for (number, place) in PersonalPlace.all(visit).enumerated() {
            let folder = Self.folder(place.workspace, number)
            try await addMemories(of: place, in: folder, to: &archive, output)
            try await addSessions(of: place, in: folder, to: &archive, output)
            try await addActivity(of: place, in: folder, to: &archive, output)
        }
        try await archive.finish(output)
    }

    /// Three files. Each passes over the memories again, so that none has to be kept.
    private func addMemories(
        of place: PersonalPlace,
        in folder: String,
        to archive: inout ZipArchive,
        _ output: ZipArchive.Output
    ) async throws {
        let stream = MemoryStream(memories: memories, access: place.reading)
        var changing = archive
        try await changing.begin("\(folder)/memories.jsonl", output)
        try await stream.forEachPage { page in
            try await changing.append(Self.lines(page) { $0.memory($1) }, output)
        }
        try await changing.begin("\(folder)/versions.jsonl", output)
        try await stream.forEachPage { page in
            for memory in page where memory.provenance?.created != memory.provenance?.changed {
                let former = try await memories.history(place.reading, id: memory.id).former
                try await changing.append(Self.lines(former) { $0.version($1, of: memory.id) }, output)
            }
        }
        try await changing.begin("\(folder)/memories.md", output)
        try await changing.append(Array("# Memories: \(place.workspace.title)\n\n".utf8), output)
        try await stream.forEachPage { page in
            let text = page.map { MemoryText.of($0, names: names) }.joined()
            try await changing.append(Array(text.utf8), output)
        }
        archive = changing
    }

    private func addSessions(
        of place: PersonalPlace,
        in folder: String,
        to archive: inout ZipArchive,
        _ output: ZipArchive.Output
    ) async throws {
        var changing = archive
        try await changing.begin("\(folder)/sessions.jsonl", output)
        try await forEachSession(of: place) { view in
            let line = Self.lines([view]) { text, view in
                text.object { text in
                    text.workingMemoryMembers(view)
                    text.state(view.memory.state)
                }
            }
            try await changing.append(line, output)
        }
        try await changing.begin("\(folder)/sessions.md", output)
        try await changing.append(Array("# Sessions: \(place.workspace.title)\n\n".utf8), output)
        try await forEachSession(of: place) { view in
            try await changing.append(Array(MemoryText.of(view.memory).utf8), output)
        }
        archive = changing
    }

    private func forEachSession(of place: PersonalPlace, _ body: (WorkingMemoryView) async throws -> Void) async throws
    {
        let limit = memories.limits.pageSize
        var offset = 0
        while true {
            let page = PageRequest(limit: limit, offset: offset)
            let found = try await memories.sessionOverviews(place.reading, page: page).items
            for overview in found {
                do {
                    try await body(try await memories.workingMemory(place.reading, overview.key, window: nil))
                } catch let fault as Fault where fault.code == .notFound {
                    // It expired in between.
                    continue
                }
            }
            guard found.count == limit else { return }
            offset += limit
        }
    }

    private func addActivity(
        of place: PersonalPlace,
        in folder: String,
        to archive: inout ZipArchive,
        _ output: ZipArchive.Output
    ) async throws {
        var changing = archive
        try await changing.begin("\(folder)/activity.jsonl", output)
        let events = ActivityStream(
            memories: memories,
            access: place.reading,
            filter: ActivityFilter(),
            end: visit.now
        )
        try await events.forEachPage { page in
            try await changing.append(Self.lines(page) { $0.value($1.json) }, output)
        }
        archive = changing
    }

    /// The person as this server knows them, with everything that may act for them. Secrets are not part of it: the server has only digests.
    private func account() async throws -> JSONValue {
        let user = visit.visitor.user
        let subjects = try await holdings.subjects(of: user.id)
        var members: [String: JSONValue] = [
            "exported_at": .string(visit.now.description),
            "user_name": .string(user.name),
            "created_at": .string(user.createdAt.description),
        ]
        members["name"] = user.displayName.map(JSONValue.string)
        members["email"] = user.email.map(JSONValue.string)
        members["workspaces"] = .array(
            visit.visitor.memberships.enumerated().map { number, membership in
                .object([
                    "name": .string(membership.workspace.name), "role": .string(membership.role.rawValue),
                    "folder": .string(Self.folder(membership.workspace, number)),
                ])
            }
        )
        members["applications"] = .array(
            subjects.compactMap(\.connected).map { application in
                var entry: [String: JSONValue] = [
                    "client_id": .string(application.client.rawValue),
                    "scopes": .array(application.scopes.ordered.map { .string($0.rawValue) }),
                ]
                entry["name"] = application.name.map(JSONValue.string)
                entry["last_used_at"] = application.lastUsedAt.map { .string($0.description) }
                entry["last_address"] = application.lastAddress.map(JSONValue.string)
                return .object(entry)
            }
        )
        members["tokens"] = .array(
            subjects.compactMap(\.token).map { token in
                var entry: [String: JSONValue] = [
                    "id": .string(token.id.rawValue), "description": .string(token.label),
                    "scopes": .array(token.scopes.names.map(JSONValue.string)),
                    "created_at": .string(token.createdAt.description),
                ]
                entry["expires_at"] = token.expiresAt.map { .string($0.description) }
                entry["last_used_at"] = token.lastUsedAt.map { .string($0.description) }
                entry["last_address"] = token.lastAddress.map(JSONValue.string)
                return .object(entry)
            }
        )
        members["logins"] = .array(
            try await holdings.sessions.sessions(of: user.id, at: visit.now).map { session in
                var entry: [String: JSONValue] = ["at": .string(session.createdAt.description)]
                entry["browser"] = .string(BrowserName.of(session.userAgent))
                entry["provider"] = session.provider.map { .string("\($0)") }
                return .object(entry)
            }
        )
        return .object(members)
    }

    private static func lines<Item>(_ items: [Item], _ each: (inout JSONWriter, Item) -> Void) -> [UInt8] {
        items.reduce(into: []) { bytes, item in
            var text = JSONWriter()
            each(&text, item)
            bytes += text.bytes + [UInt8(ascii: "\n")]
        }
    }

    /// A folder that every file system can have; the number keeps names apart that differ in other characters.
    private static func folder(_ workspace: Workspace, _ number: Int) -> String {
        guard workspace.kind == .team else { return "my-memories" }
        let name = workspace.name.unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                ? Character(scalar) : "-"
        }
        return "team-\(number)-\(String(name.prefix(40)))"
    }
}

extension JSONWriter {
    /// A former content of a memory, with the members of a memory that it keeps.
    fileprivate mutating func version(_ version: MemoryVersion, of id: String) {
        var members: [String: JSONValue] = [
            "id": .string(id), "version": .integer(Int64(version.edition)), "text": .string(version.text),
            "memory_type": .string(version.kind.rawValue), "topics": .array(version.topics.map(JSONValue.string)),
            "entities": .array(version.entities.map(JSONValue.string)), "metadata": version.metadata,
            "replaced_at": .string(version.replacedAt.description),
        ]
        members["session_id"] = version.sessionID.map(JSONValue.string)
        members["namespace"] = version.namespace.map(JSONValue.string)
        members["event_date"] = version.eventDate.map { .string($0.description) }
        if let written = version.written {
            members["written_at"] = .string(written.at.description)
            members["written_by"] = .string(written.provenance.application.id)
            members["identified_by"] = .string(written.provenance.application.identification.rawValue)
        }
        value(.object(members))
    }
}

extension JSONWriter {
    /// The description of a session by its application, where there is one.
    fileprivate mutating func state(_ state: SessionState) {
        if !state.annotations.isEmpty { member("annotations", .object(state.annotations.mapValues(JSONValue.string))) }
        if state.metadata != .object([:]) { member("metadata", state.metadata) }
        if let end = state.endedAt { member("ended_at", end) }
    }
}
