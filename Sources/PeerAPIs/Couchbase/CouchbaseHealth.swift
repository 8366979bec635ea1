package import Base
package import HTTPAPI
import Hummingbird
import Identity
package import Memories

/// The health of the parts that Couchbase Agent Memory has, for callers with a credential. `/health` itself is the
/// server's own. Nothing here depends on what others store.
package struct CouchbaseHealth: Feature {
    private let memories: MemoryService
    private let storageTrouble: @Sendable () -> StoreFailure?
    private let faults: CouchbaseFault

    package init(
        memories: MemoryService,
        storageTrouble: @escaping @Sendable () -> StoreFailure? = { nil },
        options: HTTPOptions
    ) {
        self.memories = memories
        self.storageTrouble = storageTrouble
        faults = CouchbaseFault(challenge: options.challenge)
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated(faults: faults)
        routes.on(.databaseHealth, .get) { _, context in
            try CouchbaseDesk.requireCredential(context)
            return .json { $0.member("status", storageTrouble() == nil ? "healthy" : "degraded") }
        }
        routes.on(.modelHealth, .get) { _, context in
            try CouchbaseDesk.requireCredential(context)
            return .json { text in
                text.member("status", "healthy")
                text.object("embedding") { text in
                    text.member("status", "healthy")
                    text.member("model", memories.embeddingModel?.name)
                    if memories.embeddingModel == nil { text.member("detail", "There is keyword search only.") }
                }
                text.object("llm") { text in
                    text.member("status", "healthy")
                    text.member("model", JSONValue.null)
                    text.member("detail", "Memory blocks need no language model here.")
                }
            }
        }
        for endpoint in [CouchbaseEndpoint.processorHealth, .processorStatistics] {
            routes.on(endpoint, .get) { _, context in
                try CouchbaseDesk.requireCredential(context)
                return .json { text in
                    text.member("status", "healthy")
                    text.member("message", "Blocks are searchable as soon as they are stored. There is no queue.")
                }
            }
        }
        routes.on(.memoryHealth, .get) { _, context in
            try CouchbaseDesk.requireCredential(context)
            return .json { text in
                text.member("status", "not_initialized")
                text.member("message", "The operating system watches the memory of this server.")
            }
        }
        routes.on(.logs, .get) { _, _ in
            throw Fault(
                .notImplemented,
                "The operator of this server reads its log; applications cannot.",
                hints: .init(advice: "See docs/debugging.md.")
            )
        }
    }
}
