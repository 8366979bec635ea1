import Authorization
import Base
import Identity
import Memories

/// One memory.
struct MemoryPage: WebPage {
    static let template = "memory"

    let title = localized("A memory")
    let path: String
    /// The query that leads back to the list or search.
    let back: String
    let searched: String?
    /// At most `textLength` characters, until the person asks for all.
    let text: String
    /// The page with everything in full length; nil when nothing is cut.
    let whole: String?
    let kind: String
    let isPinned: Bool
    let isArchived: Bool
    let topics: [MemoryLabel]
    let entities: [MemoryLabel]
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
    /// The memory that replaced it.
    let successor: ShownMemory?
    /// The memories that it replaces, as far as they are still there.
    let replaced: [ShownMemory]
    let hasReplaced: Bool
    /// The writer of the first content; nil when unknown.
    let writer: ShownWriter?
    let versions: [ShownVersion]
    /// Whether it was ever changed, as far as versions reach.
    let hasVersions: Bool
    let versionCount: String
    /// The applications that received its text, most recent first.
    let readers: [ShownReader]
    let hasReaders: Bool
    /// `and 3 more`.
    let moreReaders: String?
    /// Why the search of `back` found it; nil without a search, and when it is not among the results any more.
    let why: WhyFound?
    let isLost: Bool
    let seal: String

    private static let textLength = 4_000

    /// - Parameter isWhole: whether the person asked for all of everything.
    init(
        _ history: MemoryHistory,
        related: [Memory],
        successor: Memory?,
        replaced: [Memory],
        readers: [MemoryReader],
        why: WhyFound?,
        _ visit: PageVisit,
        names: ApplicationNames,
        search: MemorySearch,
        isWhole: Bool,
        seal: String
    ) {
        let memory = history.memory
        let viewer = visit.visitor.user.id
        path = PageEndpoint.memory.path(Percent.encode(memory.id))
        back = search.query
        searched = search.text.nonEmpty?.beginning(80)
        text = isWhole ? memory.text : memory.text.beginning(Self.textLength)
        kind = memory.kind.word
        isPinned = memory.pinned
        isArchived = memory.archived
        topics = MemoryLabel.all(memory.topics, as: "topic", isWhole: isWhole)
        entities = MemoryLabel.all(memory.entities, as: "entity", isWhole: isWhole)
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
        self.successor = successor.map { ShownMemory($0, visit, names: names) }
        self.replaced = replaced.map { ShownMemory($0, visit, names: names) }
        hasReplaced = !replaced.isEmpty
        writer = (memory.provenance?.created?.provenance).map { ShownWriter($0, names, viewer: viewer) }
        versions = ShownVersion.all(of: history, visit, names: names, isWhole: isWhole)
        hasVersions = !history.former.isEmpty
        versionCount = (history.former.count + 1).of("version", "versions")
        let isCut =
            text != memory.text || versions.count <= history.former.count
            || topics.count < memory.topics.count || entities.count < memory.entities.count
            || versions.contains { $0.isShortened }
        whole = isCut ? "\(path)?\(Percent.encode([("whole", "yes")]))" : nil
        let all = ShownReader.all(of: readers, visit, names: names)
        self.readers = Array(all.prefix(ShownReader.most))
        hasReaders = !all.isEmpty
        moreReaders =
            all.count > ShownReader.most ? localized("and \((all.count - ShownReader.most).grouped) more") : nil
        self.why = why
        isLost = search.isSearch && why == nil
        self.seal = seal
    }
}
