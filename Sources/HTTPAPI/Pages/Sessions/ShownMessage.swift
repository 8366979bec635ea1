import Authorization
import Base
import Identity
import Memories

/// A message of a session's conversation.
struct ShownMessage: Sendable {
    let id: String
    /// `You` for the person, else the role.
    let who: String
    let isPerson: Bool
    let monogram: Monogram
    let text: String
    let said: ShownTime
    /// The share of the conversation, in per cent.
    let share: Int
    let canKeep: Bool

    /// - Parameter total: the bytes of the whole conversation.
    init(_ message: Message, of total: Int, _ visit: PageVisit, canKeep: Bool) {
        id = message.id
        isPerson = message.role == "user"
        who = isPerson ? localized("You") : message.role
        monogram = isPerson ? Monogram(ofPerson: visit.visitor.user.name) : Monogram(of: message.role)
        text = message.content
        said = ShownTime(message.createdAt, now: visit.now)
        share = total == 0 ? 0 : Int((Double(message.content.utf8.count) * 100 / Double(total)).rounded())
        self.canKeep = canKeep
    }
}
