import Base
import Hummingbird
import Memories

/// Whether the server is up, for anybody: the Redis server's `/v1/health`, and a fuller one.
struct HealthRoutes: Feature {
    let version: String
    let memories: MemoryService
    let time: any TimeSource

    func mount(on doors: Doors) {
        let open = doors.open()
        open.on(.v1Health, .get) { _, _ in
            .json { $0.member("now", Int(time.now().milliseconds)) }
        }
        open.on(.health, .get) { _, _ in
            let status = await memories.embeddingStatus()
            return .json { text in
                text.member("status", "ok")
                text.member("version", version)
                text.member("now", Int(time.now().milliseconds))
                text.object("embedding") { Self.write(status, to: &$0) }
            }
        }
    }

    private static func write(_ status: EmbeddingStatus, to text: inout JSONText) {
        switch status {
        case .keywordOnly(let reason):
            text.member("state", "keyword_only")
            text.member("reason", reason)
        case .ready(let model):
            text.member("state", "ready")
            write(model, to: &text)
        case .reembedding(let model, let done, let total):
            text.member("state", "reembedding")
            write(model, to: &text)
            text.member("done", done)
            text.member("total", total)
        }
    }

    private static func write(_ model: EmbeddingModel, to text: inout JSONText) {
        text.member("model", model.name)
        text.member("dimension", model.dimension)
    }
}
