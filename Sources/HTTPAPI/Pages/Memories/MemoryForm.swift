import Base
import Memories

/// A memory as a person types it: in a new one, or in a change of one.
struct MemoryForm: Sendable {
    var text = ""
    var kind = MemoryKind.semantic
    /// With commas between them.
    var topics = ""
    /// A day, `2026-11-29`, or empty.
    var day = ""

    init() {}

    init(_ memory: Memory) {
        text = memory.text
        kind = memory.kind
        topics = memory.topics.joined(separator: ", ")
        day = memory.eventDate.map { String($0.description.prefix(10)) } ?? ""
    }

    /// - Throws: `invalidRequest` for a repeated field.
    init(_ form: FormParameters) throws {
        // Browsers send line breaks as CR LF.
        text = try (form.value("text") ?? "").replacing("\r\n", with: "\n").trimmingBlanks()
        kind = try form.value("kind").flatMap { MemoryKind(rawValue: $0) } ?? .semantic
        topics = try form.value("topics") ?? ""
        day = try form.value("when") ?? ""
    }

    var topicList: [String] {
        topics.split(separator: ",").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
    }

    /// - Throws: `validationFailed` for an empty text or an unreadable day.
    func check() throws {
        guard !text.isEmpty else { throw Fault(.validationFailed, "Write what should be remembered.") }
        guard day.isEmpty || Timestamp(iso8601: day) != nil else {
            throw Fault(.validationFailed, "Write the day as year-month-day, such as 2026-11-29.")
        }
    }

    func memory(id: String, of user: String?, at now: Timestamp) -> Memory {
        Memory(
            id: id,
            text: text,
            kind: kind,
            userID: user,
            topics: topicList,
            eventDate: Timestamp(iso8601: day),
            createdAt: now
        )
    }

    /// The difference from the stored memory; empty when there is none.
    func revision(of memory: Memory) -> Revision {
        let before = MemoryForm(memory)
        var revision = Revision()
        if !text.isExactly(before.text) { revision.text = text }
        if kind != before.kind { revision.kind = kind }
        if !topicList.elementsEqual(memory.topics, by: { $0.isExactly($1) }) { revision.topics = topicList }
        if !day.isEmpty, day != before.day { revision.eventDate = Timestamp(iso8601: day) }
        return revision
    }
}
