import Base
import Identity
import Memories

/// The outcome of undoing an application, before it is done.
struct UndoPage: WebPage {
    static let template = "undo"

    let title: String
    let name: String
    /// The application's page.
    let path: String
    let action: String
    let place: String
    let day: String
    let time: String
    let isAlways: Bool
    let problem: String?
    let plan: Plan?
    let canPause: Bool
    let seal: String

    /// The outcome of each memory.
    struct Plan: Sendable {
        let rows: [Row]
        let hasRows: Bool
        /// `2 memories go back to a former version, 1 memory comes back, 1 memory is deleted`.
        let summary: String
        /// `Undo 3 changes`; nil when nothing would change.
        let button: String?
        /// `and 120 more`; nil when all are shown.
        let more: String?
        /// Whether one undoing does not reach everything.
        let hasMore: Bool
    }

    struct Row: Sendable {
        /// The beginning of the present text.
        let text: String
        /// Nil while the memory is deleted.
        let memoryPath: String?
        /// Whether the undoing deletes it.
        let isDeleted: Bool
        /// Whether the application deleted it, and it comes back.
        let isBack: Bool
        /// Whether the application only archived it, and it leaves the archive.
        let isUnarchived: Bool
        /// The version that comes back; nil for a memory that was deleted.
        let version: Int?
        /// The beginning of the text that comes back.
        let former: String?
        /// Why it stays as it is.
        let reason: String?
    }

    /// The most rows on the page; the form undoes all.
    private static let most = 25

    init(_ subject: ApplicationSubject, _ moment: UndoMoment, _ plan: UndoPlan?, place: String, seal: String) {
        title = localized("Undo what \(subject.name) wrote")
        name = subject.name
        path = subject.path
        action = subject.undoPath
        self.place = place
        day = moment.day
        time = moment.time
        isAlways = moment.isAlways
        problem = moment.problem
        self.plan = plan.map(Self.shown)
        canPause = subject.applications.contains { $0.canBePaused }
        self.seal = seal
    }

    private static func shown(_ plan: UndoPlan) -> Plan {
        let rows = plan.steps.map(Row.init)
        let deleted = rows.count { $0.isDeleted }
        let stays = rows.count { $0.reason != nil }
        let back = rows.count { $0.isBack }
        let unarchived = rows.count { $0.isUnarchived }
        let restored = rows.count - deleted - stays - back - unarchived
        let parts = [
            (restored, localized("\(restored.of("memory goes", "memories go")) back to a former version")),
            (back, localized("\(back.of("memory comes", "memories come")) back")),
            (unarchived, localized("\(unarchived.of("memory leaves", "memories leave")) the archive")),
            (deleted, deleted.of("memory is deleted", "memories are deleted")),
            (stays, stays.of("memory stays as it is", "memories stay as they are")),
        ]
        let changes = restored + back + unarchived + deleted
        return Plan(
            rows: Array((rows.filter { $0.reason == nil } + rows.filter { $0.reason != nil }).prefix(most)),
            hasRows: !rows.isEmpty,
            summary: parts.filter { $0.0 > 0 }.map(\.1).joined(separator: ", "),
            button: changes > 0 ? localized("Undo \(changes.of("change", "changes"))") : nil,
            more: rows.count > most ? localized("and \((rows.count - most).grouped) more") : nil,
            hasMore: plan.hasMore
        )
    }
}

extension UndoPage.Row {
    fileprivate init(_ step: UndoPlan.Step) {
        text = step.memory.text.beginning(140)
        var isUnarchived = false
        switch step.outcome {
        case .removes: (isDeleted, isBack, version, former, reason) = (true, false, nil, nil, nil)
        case .restores(let content) where step.isUnarchived && content.edition == step.edition:
            isUnarchived = true
            (isDeleted, isBack, version, former, reason) = (false, false, nil, nil, nil)
        case .restores(let content):
            (isDeleted, isBack, version) = (false, step.isDeleted, step.isDeleted ? nil : content.edition)
            (former, reason) = (content.text.beginning(140), nil)
        case .stays(let why): (isDeleted, isBack, version, former, reason) = (false, false, nil, nil, Self.words(why))
        }
        self.isUnarchived = isUnarchived
        // A deleted memory has no page.
        memoryPath = step.isDeleted ? nil : PageEndpoint.memory.path(Percent.encode(step.memory.id))
    }

    private static func words(_ reason: UndoPlan.Reason) -> String {
        switch reason {
        case .changedLater: localized("somebody else changed it later")
        case .pinned: localized("it is pinned")
        case .versionGone: localized("the version from before is no longer kept")
        }
    }
}
