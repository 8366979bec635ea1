import Authorization
import Base
import Identity
import Memories

/// One memory.
struct MemoryPage: WebPage {
    static let template = "memory"

    let title = "A memory"
    let path: String
    /// The query that leads back to the list or search.
    let back: String
    let searched: String?
    let text: String
    let isFact: Bool
    let isEvent: Bool
    let isMessage: Bool
    let isPinned: Bool
    let topics: [Label]
    let entities: [Label]
    let hasTopics: Bool
    let hasEntities: Bool
    let created: ShownTime
    /// Nil when it was never changed.
    let updated: ShownTime?
    let happened: ShownTime?
    let uses: String
    let sessionID: String?
    let sessionPath: String
    let namespace: String?
    let person: String?
    let id: String
    let canChange: Bool
    let related: [ShownMemory]
    let hasRelated: Bool
    /// The writer of the first content; nil when unknown.
    let writer: ShownWriter?
    let versions: [Version]
    /// Whether it was ever changed, as far as versions reach.
    let hasVersions: Bool
    let versionCount: String
    let seal: String

    /// The present content or a former one, with the difference from the one before.
    struct Version: Sendable {
        let number: Int
        let runs: [TextDiff.Run]
        let written: ShownTime?
        let author: ShownWriter?
        let isPresent: Bool
        let canRestore: Bool
    }

    /// A topic or an entity, with the list of memories that have it.
    struct Label: Sendable {
        let text: String
        let path: String

        init(_ text: String, as name: String) {
            self.text = text
            path = "\(PageEndpoint.memories.rawValue)?\(Percent.encode([(name, text)]))"
        }
    }

    init(
        _ history: MemoryHistory,
        related: [Memory],
        _ visit: PageVisit,
        names: ApplicationNames,
        search: MemorySearch,
        seal: String
    ) {
        let memory = history.memory
        let viewer = visit.visitor.user.id
        path = PageEndpoint.memory.path(Percent.encode(memory.id))
        back = search.query
        searched = search.text.nonEmpty
        text = memory.text
        isFact = memory.kind == .semantic
        isEvent = memory.kind == .episodic
        isMessage = memory.kind == .message
        isPinned = memory.pinned
        topics = memory.topics.map { Label($0, as: "topic") }
        entities = memory.entities.map { Label($0, as: "entity") }
        hasTopics = !memory.topics.isEmpty
        hasEntities = !memory.entities.isEmpty
        created = ShownTime(memory.createdAt, now: visit.now)
        updated = memory.updatedAt > memory.createdAt ? ShownTime(memory.updatedAt, now: visit.now) : nil
        happened = memory.eventDate.map { ShownTime($0, now: visit.now) }
        uses = memory.accessCount.of("time", "times")
        sessionID = memory.sessionID?.nonEmpty
        sessionPath = "\(PageEndpoint.memories.rawValue)?\(Percent.encode([("session", memory.sessionID ?? "")]))"
        namespace = memory.namespace?.nonEmpty
        person = memory.userID?.nonEmpty
        id = memory.id
        canChange = visit.canChange(userID: memory.userID)
        self.related = related.map { ShownMemory($0, visit, names: names) }
        hasRelated = !related.isEmpty
        writer = (memory.provenance?.created?.provenance).map { ShownWriter($0, names, viewer: viewer) }
        let isChangeable = visit.canChange(userID: memory.userID)
        let texts = [memory.text] + history.former.map(\.text)
        let authors = [memory.provenance?.changed] + history.former.map(\.written)
        let numbers = [history.edition] + history.former.map(\.edition)
        versions = texts.indices.map { index in
            Version(
                number: numbers[index],
                runs: TextDiff(texts[index], from: index + 1 < texts.count ? texts[index + 1] : nil).runs,
                written: authors[index].map { ShownTime($0.at, now: visit.now) },
                author: authors[index].map { ShownWriter($0.provenance, names, viewer: viewer) },
                isPresent: index == 0,
                canRestore: isChangeable && index > 0
            )
        }
        hasVersions = !history.former.isEmpty
        versionCount = versions.count.of("version", "versions")
        self.seal = seal
    }
}
