import Base

/// The text that is embedded and indexed for a memory: its text with its context.
///
/// Questions name people and dates, so the context helps: on conversations, recall@10 rises from 0.57 to 0.69 compared
/// with the text alone (docs/adr/0006-ranking-by-scaled-scores.md).
package enum SearchText {
    /// The text; before it the date of the event (for a message, when it was said); after it the topics and entities
    /// that the text does not contain.
    package static func of(_ memory: Memory) -> String {
        var result = memory.text
        if let date = memory.eventDate ?? (memory.kind == .message ? memory.createdAt : nil) {
            result = "\(day(date)): \(result)"
        }
        let labels = labels(of: memory)
        if !labels.isEmpty { result += " (\(labels.joined(separator: ", ")))" }
        return result
    }

    private static func labels(of memory: Memory) -> [String] {
        var seen: Set<String> = []
        let text = memory.text.lowercased()
        return (memory.topics + memory.entities).filter { label in
            let label = label.lowercased()
            return !label.isEmpty && !text.contains(label) && seen.insert(label).inserted
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `7 May 2023`, in UTC.
    static func day(_ time: Timestamp) -> String {
        let parts = time.description.prefix { $0 != "T" }.split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return time.description }
        return "\(day) \(months[month - 1]) \(parts[0])"
    }
}
