import Base
import Foundation
import Memories

/// One of this project's own sets of memories and questions (`Resources/*.json`; how they were made: docs/retrieval.md).
struct EvaluationSet: Decodable {
    struct Entry: Decodable {
        let id: String
        let text: String
        let speaker: String?
        let role: String?
        let session: String?
        let date: String?
        let kind: MemoryKind?
        let entities: [String]?

        /// A turn of a conversation carries its speaker as applications send it: before the text.
        func memory() throws -> Memory {
            let when = try date.map { date in
                guard let when = Timestamp(iso8601: date) else { throw CocoaError(.coderInvalidValue) }
                return when
            }
            return Memory(
                id: id,
                text: (speaker ?? role).map { "\($0): \(text)" } ?? text,
                kind: kind ?? .semantic,
                sessionID: session,
                entities: entities ?? [],
                eventDate: when,
                createdAt: when ?? Self.undated
            )
        }

        private static let undated = Timestamp(iso8601: "2024-01-01T00:00:00Z")!
    }

    struct Question: Decodable {
        let question: String
        /// The ids of all memories that answer it.
        let answers: [String]
        let kind: String
    }

    let memories: [Entry]
    let questions: [Question]

    static func load(_ name: String) throws -> EvaluationSet {
        guard let url = Bundle.module.url(forResource: name, withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(EvaluationSet.self, from: Data(contentsOf: url))
    }
}
