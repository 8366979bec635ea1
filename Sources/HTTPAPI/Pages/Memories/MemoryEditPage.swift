import Base
import Memories

/// The form of a memory: a new one, or a change of one.
struct MemoryEditPage: WebPage {
    static let template = "memoryedit"

    let title: String
    let isNew: Bool
    let action: String
    let cancel: String
    let text: String
    /// By its name, the chosen kind.
    let kind: [String: Bool]
    let topics: String
    let day: String
    /// The state that the change starts from.
    let version: String
    /// The text that somebody saved in the meantime.
    let theirs: String?
    let problem: PageProblem?
    let seal: String

    /// A new memory, or a change of one.
    /// - Parameters:
    ///   - history: the memory that changes; nil for a new one.
    ///   - theirs: the memory as somebody saved it in the meantime.
    init(
        _ form: MemoryForm,
        of history: MemoryHistory? = nil,
        theirs: Memory? = nil,
        problem: PageProblem? = nil,
        seal: String
    ) {
        let name = history == nil ? localized("Add a memory") : localized("Edit a memory")
        title = problem == nil ? name : localized("Error: \(name)")
        let path = history.map { PageEndpoint.memory.path(Percent.encode($0.memory.id)) }
        isNew = path == nil
        action = path.map { "\($0)/edit" } ?? PageEndpoint.memories.rawValue
        cancel = path ?? PageEndpoint.memories.rawValue
        text = form.text
        kind = [form.kind.rawValue: true]
        topics = form.topics
        day = form.day
        version = history.map { String($0.edition) } ?? ""
        self.theirs = theirs?.text
        self.problem = problem
        self.seal = seal
    }
}
