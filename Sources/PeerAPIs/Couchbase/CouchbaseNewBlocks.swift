import Base
import HTTPAPI
import Identity
import Memories

/// The body of a request that adds memory blocks.
struct CouchbaseNewBlocks: Sendable {
    var contents: [CouchbaseContent] = []
    var annotations: [String: String] = [:]
    var createdAt: Timestamp?
    var seconds: Int?
    var promptID: String?
    var promptVersion: Int?

    /// A block that is too long, by its index in the request.
    struct Refused: Sendable {
        let index: Int
        let length: Int
    }

    /// - Throws: `validationFailed`.
    init(_ wire: WireObject, _ limits: MemoryLimits) throws {
        let messages = wire.objects("messages")
        contents = messages.compactMap(CouchbaseContent.message)
        let facts = wire.texts("facts") ?? []
        for (index, fact) in facts.enumerated() where fact.trimmed.isEmpty {
            wire.problems.note(wire.path + ["facts", "\(index)"], "missing", "A fact must not be empty")
        }
        if !messages.isEmpty, !facts.isEmpty {
            wire.note("facts", "value_error", "messages and facts cannot be given together.")
        } else if messages.isEmpty, facts.isEmpty {
            wire.note("messages", "value_error", "At least one of messages or facts must not be empty.")
        }
        contents += facts.map { .fact($0.trimmed) }
        annotations = wire.annotations() ?? [:]
        createdAt = wire.date("created_at")
        seconds = wire.seconds("memory_block_ttl", limits)
        (promptID, promptVersion) = CouchbasePromptChoice.read(wire)
        // The server embeds in the request where that is quick, and in the background otherwise.
        _ = wire.bool("async_processing")
        try wire.problems.check()
        try Annotations.check(annotations)
    }

    /// The memories to store, and those that are too long.
    func memories(
        in session: SessionRecord,
        prompt: (id: String, version: Int)?,
        upTo limit: Int,
        at now: Timestamp,
        _ random: any RandomSource
    ) -> (memories: [Memory], refused: [Refused]) {
        var (memories, refused): ([Memory], [Refused]) = ([], [])
        let labels = CouchbaseLabels(annotations: annotations, prompt: prompt)
        for (index, content) in contents.enumerated() {
            let text = content.text
            let length = text.unicodeScalars.count
            guard length <= limit else {
                refused.append(Refused(index: index, length: length))
                continue
            }
            memories.append(
                Memory(
                    id: ULID.make(at: now, random: random),
                    text: text,
                    kind: content.kind,
                    userID: session.userID,
                    sessionID: session.sessionID,
                    createdAt: createdAt ?? now,
                    metadata: labels.metadata(of: content)
                )
            )
        }
        return (memories, refused)
    }
}

/// `prompt_id`, `prompt_vid` and `context_required` of a request.
enum CouchbasePromptChoice {
    static func read(_ wire: WireObject) -> (id: String?, version: Int?) {
        let (id, version) = (wire.text("prompt_id"), wire.integer("prompt_vid", in: 0...Int(Int32.max)))
        if version != nil, id == nil || id == "default" {
            wire.note("prompt_vid", "value_error", "prompt_vid requires a prompt_id.")
        }
        if wire.bool("context_required") == false, id != nil {
            wire.note(
                "context_required",
                "value_error",
                "context_required cannot be false together with prompt_id."
            )
        }
        return (id, version)
    }
}
