import Base

/// The text that is embedded and indexed for a memory: its text with its context.
///
/// Questions name people and dates, so the context helps. It stands behind the words that it belongs to, because the
/// model weighs the beginning of a text most: before the text, a date lowers what semantic search finds
/// (docs/retrieval.md).
package enum SearchText {
    /// `Ana (7 May 2023): Moved to Oslo (travel)`: the date of the event (for a message, when it was said) after the
    /// speaker's name if the text begins with one; at the end the topics and entities that the text does not contain,
    /// and the date of a text without a speaker.
    package static func of(_ memory: Memory) -> String {
        var text = memory.text
        var context = labels(of: memory)
        if let date = (memory.eventDate ?? (memory.kind == .message ? memory.createdAt : nil)).map(day) {
            if let end = endOfSpeaker(in: text) {
                text.insert(contentsOf: " (\(date))", at: end)
            } else {
                context.append(date)
            }
        }
        return context.isEmpty ? text : "\(text) (\(context.joined(separator: ", ")))"
    }

    /// The end of the name in a text of the form `Ana Lima: …`: at most three words without digits.
    private static func endOfSpeaker(in text: String) -> String.Index? {
        let longest = 40
        guard let colon = text.prefix(longest + 1).firstIndex(of: ":"), text[colon...].hasPrefix(": ") else {
            return nil
        }
        let name = text[..<colon]
        let isName = name.allSatisfy { $0.isLetter || " .-'’".contains($0) } && name.contains(where: \.isLetter)
        return isName && name.split(separator: " ").count <= 3 ? colon : nil
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
