import Logging
import TestSupport

@testable import Memories

extension TemporaryStores {
    /// A service whose questions wait for the model: a busy machine must only delay these tests, but a server would fall
    /// back to keyword search.
    func patientService(_ model: (any EmbeddingProvider)?, time: ManualClock) -> (MemoryService, Embeddings) {
        let embeddings = Embeddings(model, absence: "none", time: time, patience: .seconds(600))
        let service = MemoryService(
            store: memories,
            workingMemory: workingMemory,
            promotions: promotions,
            records: records,
            provider: model,
            absence: "none",
            embeddings: embeddings,
            time: time,
            random: SeededRandom(),
            limits: MemoryLimits(),
            log: Logger(label: "test")
        )
        return (service, embeddings)
    }
}
