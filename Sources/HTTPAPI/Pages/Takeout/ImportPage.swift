import Base
import Identity
import Imports
import Memories

/// The table of what an import would do, before anything is written.
struct ImportPage: WebPage {
    static let template = "import"

    struct Row: Sendable {
        let line: String
        let text: String?
        let place: String
        let isNew: Bool
        let isSame: Bool
        let isDifferent: Bool
        /// Why it cannot be imported.
        let reason: String?
        /// The text that is here.
        let here: String?
    }

    let title = localized("Import: what would happen")
    let file: String
    /// The parts of the file that nothing here can hold.
    let lost: String?
    let new: String
    let same: String
    let differs: String
    let refused: String
    let rows: [Row]
    let hasRows: Bool
    /// `12 of 340`.
    let part: String
    /// `Import 311 memories`; nil when there is nothing to import.
    let button: String?
    let hasDifferent: Bool
    let id: String
    let seal: String

    /// The most rows; those that cannot be imported or differ come first.
    private static let most = 60

    /// - Parameter plans: of the parts of the file, with the name of the place of each.
    init(_ pending: PendingImports.Pending, _ plans: [(place: String, plan: ImportPlan)], seal: String) {
        let counts = plans.reduce(ImportPlan.Counts()) { $0 + $1.plan.counts }
        file = pending.name.beginning(80)
        lost =
            pending.file.lost.isEmpty
            ? nil : pending.file.lost.map { PageLanguage.current.sentence($0) }.joined(separator: "; ")
        new = counts.new.grouped
        same = counts.same.grouped
        differs = counts.differs.grouped
        refused = counts.refused.grouped
        let all = plans.flatMap { place, plan in plan.rows.map { (place: place, row: $0) } }
        let shown = (0...3).flatMap { rank in all.lazy.filter { Self.rank($0.row.verdict) == rank }.prefix(Self.most) }
            .prefix(Self.most)
        rows = shown.map { Self.row($0.row, place: $0.place) }
        hasRows = !rows.isEmpty
        part = rows.count < all.count ? localized("\(rows.count.grouped) of \(all.count.grouped)") : all.count.grouped
        hasDifferent = counts.differs > 0
        button =
            counts.new > 0
            ? localized("Import \(counts.new.of("memory", "memories"))")
            : counts.differs > 0 ? localized("Import") : nil
        id = pending.id
        self.seal = seal
    }

    private static func rank(_ verdict: ImportPlan.Verdict) -> Int {
        switch verdict {
        case .refused: 0
        case .differs: 1
        case .new: 2
        case .same: 3
        }
    }

    private static func row(_ row: ImportPlan.Row, place: String) -> Row {
        let reason: String? =
            if case .refused(let reason) = row.verdict { PageLanguage.current.sentence(reason) } else { nil }
        let isOtherText = row.present.map { !$0.text.isExactly(row.memory?.text ?? "") } ?? false
        return Row(
            line: row.line.grouped,
            text: row.memory?.text.beginning(120),
            place: place.beginning(30),
            isNew: row.verdict == .new,
            isSame: row.verdict == .same,
            isDifferent: row.verdict == .differs,
            reason: reason,
            here: row.verdict != .differs
                ? nil : isOtherText ? row.present?.text.beginning(120) : localized("the same text with other details")
        )
    }
}
