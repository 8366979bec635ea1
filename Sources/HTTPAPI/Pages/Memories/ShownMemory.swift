import Authorization
import Base
import Identity
import Memories

/// A memory in a list.
struct ShownMemory: Sendable {
    let id: String
    let path: String
    /// The beginning of the text.
    let text: String
    /// The first words, by which the box to select it is called.
    let label: String
    let isFact: Bool
    let isEvent: Bool
    let isMessage: Bool
    let topics: [String]
    let isPinned: Bool
    /// Another person of the workspace, to whom it belongs.
    let otherPerson: String?
    /// The application that wrote it; nil when unknown.
    let by: String?
    let byLetters: String
    let byHue: Int
    let created: ShownTime
    /// How well it matches, in per cent; nil without a search.
    let match: Int?

    /// - Parameters:
    ///   - names: of applications; nil leaves the writer out.
    ///   - search: the search that found it, for the way back.
    init(
        _ memory: Memory,
        score: Double? = nil,
        _ visit: PageVisit,
        names: ApplicationNames? = nil,
        search: MemorySearch? = nil
    ) {
        id = memory.id
        path = PageEndpoint.memory.path(Percent.encode(memory.id)) + (search?.query ?? "")
        text = Self.beginning(of: memory.text, 280)
        label = Self.beginning(of: memory.text, 40)
        isFact = memory.kind == .semantic
        isEvent = memory.kind == .episodic
        isMessage = memory.kind == .message
        topics = Array(memory.topics.prefix(5))
        isPinned = memory.pinned
        let owner = memory.userID?.nonEmpty
        otherPerson = owner.flatMap { $0.isExactly(visit.visitor.user.name) ? nil : $0 }
        let application = memory.provenance?.created?.provenance.application
        by = names.flatMap { names in application.map { names.name(of: $0) } }
        let monogram = Monogram(of: by ?? "")
        byLetters = monogram.letters
        byHue = monogram.hue
        created = ShownTime(memory.createdAt, now: visit.now)
        match = score.map { Int(($0 * 100).rounded()) }
    }

    private static func beginning(of text: String, _ length: Int) -> String {
        text.count > length ? text.prefix(length - 1) + "…" : text
    }
}
