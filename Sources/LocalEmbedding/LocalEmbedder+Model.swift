import Base
import Dispatch
import Memories
import Synchronization

/// The model of an embedder: loaded when it is needed, and again after a failure.
extension LocalEmbedder {
    /// Loads the model now, so that the first search does not wait for it. Throws like `embed`.
    package func preload() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            documentThreads.async { continuation.resume(with: Result { _ = try self.loadedModel() }) }
        }
    }

    /// Whether the model is in memory. Never waits: false while it is being loaded.
    package var isLoaded: Bool { loaded.withLockIfAvailable { $0 != nil } ?? false }

    func vectors(
        of texts: [String],
        _ purpose: EmbeddingPurpose,
        _ model: LocalModel,
        _ space: Workspace
    ) throws -> [Vector?] {
        do {
            return switch purpose {
            case .query: try model.embed(texts, workspace: space)
            case .document: try precedence.documents { try model.embed(texts, workspace: space, pause: $0) }
            }
        } catch {
            // The next call loads what is there now.
            loaded.withLock { if $0 === model { $0 = nil } }
            throw Fault(.unavailable, "The embedding model cannot be read.", cause: error)
        }
    }

    func loadedModel() throws -> LocalModel {
        try loaded.withLock { loaded in
            if let loaded { return loaded }
            do {
                let model = try load()
                loaded = model
                return model
            } catch let fault as Fault {
                throw fault
            } catch {
                throw Fault(.unavailable, "The embedding model cannot be loaded.", cause: error)
            }
        }
    }
}
