import Base
import HTTPAPI
import Memories

/// The content of a memory block: one turn of a conversation, or a fact.
enum CouchbaseContent: Sendable, Equatable {
    case message(user: String, assistant: String)
    case fact(String)

    private static let userLabel = "User: "
    private static let assistantLabel = "Assistant: "

    /// A member of the metadata: how many Unicode scalars the user's side has, so that it can be told from the other.
    static let lengthName = "user_length"

    /// Both sides of a turn on lines of their own, as in imported blocks.
    var text: String {
        switch self {
        case .fact(let fact): fact
        case .message(let user, let assistant):
            [user.isEmpty ? nil : Self.userLabel + user, assistant.isEmpty ? nil : Self.assistantLabel + assistant]
                .compactMap(\.self).joined(separator: "\n")
        }
    }

    var kind: MemoryKind {
        switch self {
        case .message: .message
        case .fact: .semantic
        }
    }

    var userLength: Int? {
        switch self {
        case .message(let user, _): user.unicodeScalars.count
        case .fact: nil
        }
    }

    /// The content of a memory. A message that another door stored, or whose text a person changed, is the user's where it
    /// does not say whose it is.
    init(_ memory: Memory) {
        guard memory.kind == .message else {
            self = .fact(memory.text)
            return
        }
        let text = memory.text
        if text.hasPrefix(Self.assistantLabel) {
            self = .message(user: "", assistant: String(text.dropFirst(Self.assistantLabel.count)))
            return
        }
        guard text.hasPrefix(Self.userLabel) else {
            self = .message(user: text, assistant: "")
            return
        }
        let rest = text.unicodeScalars.dropFirst(Self.userLabel.count)
        let separator = "\n" + Self.assistantLabel
        let length = memory.metadata[Self.lengthName]?.integer.flatMap { Int(exactly: $0) } ?? -1
        if length >= 0, rest.count >= length {
            let other = String(rest.dropFirst(length))
            if other.isEmpty || other.hasPrefix(separator) {
                let user = String(rest.prefix(length))
                self = .message(user: user, assistant: String(other.dropFirst(separator.count)))
                return
            }
        }
        let halves = String(rest).split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        self = .message(user: String(halves[0]), assistant: halves.count > 1 ? String(halves[1]) : "")
    }

    /// - Returns: nil, with a note, for a turn without a word on either side.
    static func message(_ wire: WireObject) -> CouchbaseContent? {
        let user = (wire.text("user_content") ?? "").trimmed
        let assistant = (wire.text("assistant_content") ?? "").trimmed
        guard !(user.isEmpty && assistant.isEmpty) else {
            return wire.flaw("user_content", "missing", "One of user_content and assistant_content must not be empty")
        }
        return .message(user: user, assistant: assistant)
    }
}

/// The members of a block besides its content; they are in the metadata of its memory.
struct CouchbaseLabels: Sendable {
    var annotations: [String: String] = [:]
    var prompt: (id: String, version: Int)?

    static let annotationsName = "annotations"
    static let promptName = "prompt_id"
    static let versionName = "prompt_vid"

    init(annotations: [String: String] = [:], prompt: (id: String, version: Int)? = nil) {
        self.annotations = annotations
        self.prompt = prompt
    }

    init(_ memory: Memory) {
        annotations = memory.metadata[Self.annotationsName]?.object?.compactMapValues(\.string) ?? [:]
        if let id = memory.metadata[Self.promptName]?.string {
            prompt = (id, memory.metadata[Self.versionName]?.integer.flatMap { Int(exactly: $0) } ?? 0)
        }
    }

    /// The metadata with these members in place of its own; the rest stays.
    func metadata(of content: CouchbaseContent, over former: JSONValue = .object([:])) -> JSONValue {
        var members = former.object ?? [:]
        for name in [Self.annotationsName, Self.promptName, Self.versionName, CouchbaseContent.lengthName] {
            members[name] = nil
        }
        if !annotations.isEmpty { members[Self.annotationsName] = annotations.json }
        if let prompt {
            members[Self.promptName] = .string(prompt.id)
            members[Self.versionName] = .integer(Int64(prompt.version))
        }
        if let length = content.userLength { members[CouchbaseContent.lengthName] = .integer(Int64(length)) }
        return .object(members)
    }
}

extension JSONWriter {
    /// The members of that server's `MemoryBlock`.
    /// - Parameter user: who is asked about.
    mutating func block(_ memory: Memory, of user: String, _ state: VectorState?, score: Double? = nil) {
        let labels = CouchbaseLabels(memory)
        let ingested = memory.persistedAt ?? memory.createdAt
        member("block_id", memory.id)
        member("user_id", user)
        member("session_id", memory.sessionID ?? "")
        switch CouchbaseContent(memory) {
        case .fact(let fact):
            member("message", JSONValue.null)
            member("fact", fact)
        case .message(let user, let assistant):
            object("message") { text in
                text.member("user_content", user)
                text.member("assistant_content", assistant)
            }
            member("fact", JSONValue.null)
        }
        member("ingested_at", ingested)
        member("created_at", memory.createdAt)
        member("last_queued_at", ingested)
        member("fail_count", state == .refused ? 1 : 0)
        member("annotations", labels.annotations.json)
        // Imported blocks keep what a language model made of them.
        member("summary", memory.metadata["summary"]?.string)
        member("contexts", memory.metadata["contexts"]?.array.map(JSONValue.array) ?? .null)
        member("status", Self.status(state))
        member("rel_score", score)
        member("prompt_id", labels.prompt?.id)
        member("prompt_vid", labels.prompt?.version)
    }

    private static func status(_ state: VectorState?) -> String {
        switch state {
        case .ready: "ready"
        case .refused: "extraction_failed"
        case .waiting, nil: "processing"
        }
    }
}

extension MemoryFilter {
    /// The blocks of sessions; of all sessions, and those without one, for nil.
    /// - Parameter all: with archived and replaced memories.
    static func blocks(of sessions: [String]?, all: Bool = false) -> MemoryFilter {
        var filter = all ? MemoryFilter.everything : MemoryFilter()
        if let sessions { filter.sessionID = TagFilter([.any(sessions)]) }
        return filter
    }
}
