import Authorization
import Identity
import Memories

/// The present content of a memory or a former one, with the difference from the one before.
struct ShownVersion: Sendable {
    let number: Int
    let runs: [TextDiff.Run]
    let written: ShownTime?
    let author: ShownWriter?
    let isPresent: Bool
    let canRestore: Bool

    /// The present content and the former ones, newest first.
    static func all(of history: MemoryHistory, _ visit: PageVisit, names: ApplicationNames) -> [ShownVersion] {
        let memory = history.memory
        let isChangeable = visit.canChange(userID: memory.userID)
        let texts = [memory.text] + history.former.map(\.text)
        let authors = [memory.provenance?.changed] + history.former.map(\.written)
        let numbers = [history.edition] + history.former.map(\.edition)
        return texts.indices.map { index in
            ShownVersion(
                number: numbers[index],
                runs: TextDiff(texts[index], from: index + 1 < texts.count ? texts[index + 1] : nil).runs,
                written: authors[index].map { ShownTime($0.at, now: visit.now) },
                author: authors[index].map { ShownWriter($0.provenance, names, viewer: visit.visitor.user.id) },
                isPresent: index == 0,
                canRestore: isChangeable && index > 0
            )
        }
    }
}
