import Base
import Identity
import Memories

/// An application: who it is, what it may, what it did, and how to undo that.
struct ApplicationPage: WebPage {
    static let template = "application"

    let title: String
    let monogram: Monogram
    /// Nil for an API token and for imported files.
    let application: ShownApplication?
    /// Nil for an application that logs in and for imported files.
    let token: TokenFacts?
    /// Whether it stands for the files that the person imported.
    let isImport: Bool
    let use: ApplicationUse
    let deeds: [ShownDeed]
    let hasDeeds: Bool
    /// The page of its activity.
    let activity: String
    let undoPath: String
    let takeBackPath: String
    /// Whether the person may write where it writes.
    let canUndo: Bool
    let undone: [ShownUndone]

    /// An API token, as the page about its deeds shows it.
    struct TokenFacts: Sendable {
        let masked: String
        let scopes: String
        let place: String
        let created: ShownTime
        let expires: String
        let lastUsed: ShownTime?
        let lastAddress: String?
    }

    /// An undoing that can be taken back.
    struct ShownUndone: Sendable {
        let id: String
        /// `2 memories went back to what they were, 1 was deleted`.
        let outcome: String
        let at: ShownTime
        let left: String
        let seal: String

        init(_ undone: UndoneApplication, now: Timestamp, seal: String) {
            id = undone.id.rawValue
            let parts = [
                (undone.restored, localized("\(undone.restored.of("memory", "memories")) as before")),
                (undone.removed, localized("\(undone.removed.of("memory", "memories")) deleted")),
            ]
            outcome = parts.filter { $0.0 > 0 }.map(\.1).joined(separator: ", ")
            at = ShownTime(undone.at, now: now)
            left = ShownTime.left(until: undone.endsAt, now: now)
            self.seal = seal
        }
    }

    init(
        _ subject: ApplicationSubject,
        application: ShownApplication?,
        token: TokenFacts?,
        use: ApplicationUse,
        deeds: [ShownDeed],
        canUndo: Bool,
        undone: [ShownUndone]
    ) {
        title = subject.name
        monogram = Monogram(of: subject.name)
        self.application = application
        self.token = token
        isImport = application == nil && token == nil
        self.use = use
        self.deeds = deeds
        hasDeeds = !deeds.isEmpty
        activity = "\(PageEndpoint.activity.rawValue)?\(Percent.encode([("app", subject.id)]))"
        undoPath = subject.undoPath
        takeBackPath = "\(subject.path)/take-back"
        self.canUndo = canUndo
        self.undone = undone
    }
}
