import Authorization
import Identity
import Memories

/// The present content of a memory or a former one, with the difference from the one before.
struct ShownVersion: Sendable {
    let number: Int
    let runs: [TextDiff.Run]
    let written: ShownTime?
    let author: ShownWriter?
    /// Whether some of it is left out.
    let isShortened: Bool
    let isPresent: Bool
    let canRestore: Bool

    /// The most versions that the page shows, until the person asks for all.
    static let most = 8
    /// The characters of each that the page shows, until the person asks for all.
    private static let length = 600

    /// The present content and the former ones, newest first.
    /// - Parameter isWhole: whether the person asked for all of everything.
    static func all(
        of history: MemoryHistory,
        _ visit: PageVisit,
        names: ApplicationNames,
        isWhole: Bool
    ) -> [ShownVersion] {
        let memory = history.memory
        let isChangeable = visit.canChange(userID: memory.userID)
        let texts = [memory.text] + history.former.map(\.text)
        let authors = [memory.provenance?.changed] + history.former.map(\.written)
        let numbers = [history.edition] + history.former.map(\.edition)
        return texts.indices.prefix(isWhole ? texts.count : most).map { index in
            let difference = TextDiff(texts[index], from: index + 1 < texts.count ? texts[index + 1] : nil)
            let shown = isWhole ? difference.runs : difference.shortened(to: length)
            return ShownVersion(
                number: numbers[index],
                runs: shown,
                written: authors[index].map { ShownTime($0.at, now: visit.now) },
                author: authors[index].map { ShownWriter($0.provenance, names, viewer: visit.visitor.user.id) },
                isShortened: shown != difference.runs,
                isPresent: index == 0,
                canRestore: isChangeable && index > 0
            )
        }
    }
}
