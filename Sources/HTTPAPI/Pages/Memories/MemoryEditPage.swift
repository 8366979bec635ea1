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
    let problem: String?
    /// The id of the failed request, under which the log has the cause.
    let reference: String?
    let seal: String

    /// A new memory.
    init(new form: MemoryForm, problem: Fault? = nil, reference: String, seal: String) {
        self.init(
            form,
            title: "Add a memory",
            path: nil,
            version: "",
            theirs: nil,
            problem: problem,
            reference: reference,
            seal: seal
        )
    }

    /// A change.
    /// - Parameter theirs: the memory as somebody saved it in the meantime.
    init(
        _ form: MemoryForm,
        of history: MemoryHistory,
        theirs: Memory? = nil,
        problem: Fault? = nil,
        reference: String,
        seal: String
    ) {
        self.init(
            form,
            title: "Edit a memory",
            path: PageEndpoint.memory.path(Percent.encode(history.memory.id)),
            version: String(history.edition),
            theirs: theirs?.text,
            problem: problem,
            reference: reference,
            seal: seal
        )
    }

    private init(
        _ form: MemoryForm,
        title: String,
        path: String?,
        version: String,
        theirs: String?,
        problem: Fault?,
        reference: String,
        seal: String
    ) {
        self.title = problem == nil ? title : "Error: \(title)"
        isNew = path == nil
        action = path.map { "\($0)/edit" } ?? PageEndpoint.memories.rawValue
        cancel = path ?? PageEndpoint.memories.rawValue
        text = form.text
        kind = [form.kind.rawValue: true]
        topics = form.topics
        day = form.day
        self.version = version
        self.theirs = theirs
        self.problem = problem?.detail
        self.reference = problem.map { _ in reference }
        self.seal = seal
    }
}
