import Base
import Identity
import Memories

/// Memories and sessions as Markdown, for people to read. What somebody wrote is quoted, so that it cannot pass for a heading.
enum MemoryText {
    static func of(_ memory: Memory, names: ApplicationNames) -> String {
        var facts = [memory.kind.rawValue]
        if memory.pinned { facts.append("pinned") }
        if memory.archived { facts.append("archived") }
        if memory.supersededBy != nil { facts.append("superseded") }
        var lines = ["## \(memory.createdAt.description.prefix(10)), \(facts.joined(separator: ", "))", ""]
        lines += [quoted(memory.text), ""]
        if let writer = memory.provenance?.created?.provenance {
            let person = writer.personName.map { " for \(oneLine($0))" } ?? ""
            lines.append("- written by \(oneLine(names.name(of: writer.application)))\(person)")
        }
        if !memory.topics.isEmpty { lines.append("- topics: \(oneLine(memory.topics.joined(separator: ", ")))") }
        if !memory.entities.isEmpty { lines.append("- about: \(oneLine(memory.entities.joined(separator: ", ")))") }
        if let session = memory.sessionID?.nonEmpty { lines.append("- session: \(oneLine(session))") }
        lines += ["- id: \(oneLine(memory.id))", "", ""]
        return lines.joined(separator: "\n")
    }

    static func of(_ session: WorkingMemory) -> String {
        let head = "## \(session.createdAt.description.prefix(10)), session \(oneLine(session.key.sessionID))\n\n"
        let summary = session.context.map { "Summary:\n\n\(quoted($0))\n\n" } ?? ""
        return session.messages.reduce(into: head + summary) { text, message in
            text += "\(oneLine(message.role)), \(message.createdAt.description):\n\n\(quoted(message.content))\n\n"
        }
    }

    private static func quoted(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "> \($0)" }
            .joined(separator: "\n")
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
