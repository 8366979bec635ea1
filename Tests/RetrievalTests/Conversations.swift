import Base
import Foundation
import Memories

/// Our own set of things that twelve people said, and questions that one of them answers. Topics recur with every
/// person, so that neither the topic nor the name alone finds the answer. Questions are of three kinds: asked in other
/// words than the answer's, in the same words, and by a code or a name that looks like others.
struct Conversations: Decodable {
    struct Saying: Decodable {
        let id: String
        let speaker: String
        let date: String
        let topic: String
        let text: String

        func memory() throws -> Memory {
            guard let when = Timestamp(iso8601: date) else { throw CocoaError(.coderInvalidValue) }
            return Memory(id: id, text: text, kind: .episodic, entities: [speaker], eventDate: when, createdAt: when)
        }
    }

    struct Question: Decodable {
        let question: String
        /// The id of the memory that answers it.
        let answer: String
        let kind: String
    }

    let memories: [Saying]
    let questions: [Question]

    static func load() throws -> Conversations {
        guard let url = Bundle.module.url(forResource: "conversations", withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(Conversations.self, from: Data(contentsOf: url))
    }
}
