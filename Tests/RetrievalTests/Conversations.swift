import Base
import Foundation
import Memories

/// This project's own set of statements by twelve people, with questions that exactly one statement answers. Every
/// person speaks about the same topics, so that neither the topic nor the name alone finds the answer. There are three
/// kinds of questions: in other words than the answer, in the same words, and with a code or name that resembles
/// others.
struct Conversations: Decodable {
    struct Saying: Decodable {
        let id, speaker, date, topic, text: String

        func memory() throws -> Memory {
            guard let when = Timestamp(iso8601: date) else { throw CocoaError(.coderInvalidValue) }
            return Memory(id: id, text: text, kind: .episodic, entities: [speaker], eventDate: when, createdAt: when)
        }
    }

    struct Question: Decodable {
        let question: String
        /// The id of the memory that answers the question.
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
