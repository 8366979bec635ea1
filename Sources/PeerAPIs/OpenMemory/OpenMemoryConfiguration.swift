import Base
package import HTTPAPI
import Hummingbird

/// `/api/v1/config` of OpenMemory. There, everybody reads and changes the models and keys of the server; here its operator
/// configures it, and the answers have the shape without the values.
package struct OpenMemoryConfiguration: Feature {
    package init() {}

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        let shape: JSONValue = [
            "openmemory": ["custom_instructions": .null],
            "mem0": ["llm": .null, "embedder": .null, "vector_store": .null],
        ]
        routes.on(.config, .get) { _, _ in .json(shape) }
        routes.on(.configOpenMemory, .get) { _, _ in .json(["custom_instructions": .null]) }
        for endpoint in [OpenMemoryEndpoint.configModel, .configEmbedder, .configVectors] {
            routes.on(endpoint, .get) { _, _ in .json(["provider": .null, "config": [:]]) }
        }
        let writes: [OpenMemoryEndpoint] = [
            .config, .configReset, .configModel, .configEmbedder, .configVectors, .configOpenMemory,
        ]
        for endpoint in writes {
            for method in endpoint.methods where method != .get {
                routes.on(endpoint, method) { _, _ in
                    throw Fault(
                        .notImplemented,
                        "The operator of this server configures it; applications cannot.",
                        hints: .init(advice: "See docs/configuration.md.")
                    )
                }
            }
        }
        routes.on(.importBackup, .post) { _, _ in
            throw Fault(
                .notImplemented,
                "This server imports no backups at this address.",
                hints: .init(advice: "Import memories on the page Your data, or with `agent-memory import`.")
            )
        }
    }
}
