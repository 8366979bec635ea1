import Base
import Hummingbird
import Identity
import Memories

/// Whether the server is up, without a credential: the Redis server's `/v1/health`, and a more detailed one.
///
/// Administrators also see the model and how many memories lack a vector of it. All others get a response that does not
/// depend on any memory: a count would reveal how many memories others have, and when they write.
struct HealthRoutes: Feature {
    let version: String
    let memories: MemoryService
    let time: any TimeSource
    /// The templates for browsers; nil shows them what programs get.
    var templates: PageTemplates?
    /// The reason why nothing can be stored; nil while writing works.
    let storageTrouble: @Sendable () -> StoreFailure?

    func mount(on doors: Doors) {
        doors.open().on(.v1Health, .get) { _, _ in
            .json { $0.member("now", Int(time.now().milliseconds)) }
        }
        doors.perhapsAuthenticated().on(.health, .get) { request, context in
            let status = context.principal?.isAdministrator == true ? await memories.embeddingStatus() : nil
            let trouble = storageTrouble()
            // Responds with 200 even when writing fails: reading still works, and a supervisor that restarts the server
            // would only end that.
            if let templates, request.prefersPage {
                let search =
                    memories.findsByMeaning
                    ? localized("semantic and keyword") : localized("keyword only; semantic search is not available")
                return .page(
                    try templates.render(
                        HealthPage(
                            version: version,
                            storage: trouble.map { PageLanguage.current.sentence(Self.reason($0)) },
                            search: search
                        )
                    )
                )
            }
            return .json { text in
                text.member("status", trouble == nil ? "healthy" : "degraded")
                text.member("version", version)
                text.member("now", Int(time.now().milliseconds))
                text.object("storage") { storage in
                    storage.member("state", trouble == nil ? "ready" : "read_only")
                    if let trouble { storage.member("reason", Self.reason(trouble)) }
                }
                text.object("embedding") { text in
                    if let status {
                        Self.write(status, to: &text)
                    } else {
                        Self.write(memories.findsByMeaning ? .ready : .keywordOnly, to: &text)
                    }
                }
            }
        }
    }

    /// The public reason, without paths or other details of the machine. The log has the cause.
    private static func reason(_ trouble: StoreFailure) -> String {
        switch trouble.kind {
        case .full: "The disk is full."
        case .unavailable: "The last write failed; it may succeed later."
        case .broken: "The database cannot be written to."
        }
    }

    private static func write(_ status: EmbeddingStatus, to text: inout JSONWriter) {
        switch status {
        case .keywordOnly(let reason):
            write(.keywordOnly, to: &text)
            text.member("reason", reason)
        case .ready(let model):
            write(.ready, to: &text)
            write(model, to: &text)
        case .reembedding(let model, let done, let total):
            write(.reembedding, to: &text)
            write(model, to: &text)
            text.member("done", done)
            text.member("total", total)
        }
    }

    private static func write(_ name: EmbeddingStatus.Name, to text: inout JSONWriter) {
        text.member("state", name.rawValue)
    }

    private static func write(_ model: EmbeddingModel, to text: inout JSONWriter) {
        text.member("model", model.name)
        text.member("dimension", model.dimension)
    }
}
