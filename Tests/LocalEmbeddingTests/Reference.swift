import Foundation
import Testing

@testable import LocalEmbedding

/// The results of other implementations of the model; see Fixtures/make_reference.py.
struct Reference: Decodable {
    struct Tokens: Decodable {
        let text: String
        let ids: [Int32]
    }

    struct Embedding: Decodable {
        let text: String
        let vector: Data

        var elements: [Float] {
            vector.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
            }
        }
    }

    let tokens: [Tokens]
    let vectors: [Embedding]

    static let recorded: Reference = {
        guard let url = Bundle.module.url(forResource: "reference", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url), let reference = try? JSONDecoder().decode(Reference.self, from: data)
        else { fatalError("Fixtures/reference.json is not readable") }
        return reference
    }()
}

/// The model installed for tests: in $AGENT_MEMORY_MODELS, or data/models of the package. With REQUIRE_MODEL=1, tests
/// fail without it and are not skipped.
enum TestModel {
    static let store: ModelStore = {
        let environment = ProcessInfo.processInfo.environment
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ModelStore(
            directory: environment["AGENT_MEMORY_MODELS"] ?? package.appendingPathComponent("data/models").path
        )
    }()

    static var directory: String { store.path(of: .allMiniLML6v2) }

    static let isWanted = !store.installed().isEmpty || ProcessInfo.processInfo.environment["REQUIRE_MODEL"] == "1"
    static let whyNot: Comment =
        "all-MiniLM-L6-v2 is not installed: run agent-memory model install, or set AGENT_MEMORY_MODELS"
}

func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (dot, left, right) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
        dot += Double(x) * Double(y)
        left += Double(x) * Double(x)
        right += Double(y) * Double(y)
    }
    return dot / (left * right).squareRoot()
}
