import Base
import HTTPAPI
import Memories

/// The body of a request that changes a memory block; nil leaves a member as it is.
struct CouchbaseChange: Sendable {
    var content: CouchbaseContent?
    var annotations: [String: String]?
    var seconds: Int?
    /// `default` takes the prompt away.
    var promptID: String?
    var promptVersion: Int?

    /// - Throws: `validationFailed`, also when nothing would change.
    init(_ wire: WireObject, _ limits: MemoryLimits) throws {
        content = wire.object("message").flatMap(CouchbaseContent.message)
        if let fact = wire.text("fact") {
            if fact.trimmed.isEmpty { wire.note("fact", "missing", "A fact must not be empty") }
            if content != nil {
                wire.note("fact", "value_error", "message and fact cannot be given together.")
            }
            content = .fact(fact.trimmed)
        }
        annotations = wire.annotations()
        seconds = wire.seconds("memory_block_ttl", limits)
        (promptID, promptVersion) = CouchbasePromptChoice.read(wire)
        _ = wire.bool("async_processing")
        if wire.problems.isEmpty, content == nil, annotations == nil, seconds == nil, promptID == nil {
            wire.note("message", "missing", "Nothing would change.")
        }
        try wire.problems.check()
        try Annotations.check(annotations ?? [:])
    }

    /// The change of the memory; nil when only its end changes.
    /// - Throws: `invalidRequest` for a fact in place of a message, or the other way round.
    func revision(of memory: Memory, prompt: (id: String, version: Int)?) throws -> Revision? {
        guard content != nil || annotations != nil || promptID != nil else { return nil }
        let former = CouchbaseContent(memory)
        if let content, content.kind != former.kind {
            throw Fault(.invalidRequest, "A memory block stays a message or a fact.")
        }
        var labels = CouchbaseLabels(memory)
        if let annotations { labels.annotations = annotations }
        if promptID != nil { labels.prompt = prompt }
        var revision = Revision()
        revision.text = content?.text
        revision.metadata = labels.metadata(of: content ?? former, over: memory.metadata)
        return revision
    }
}
