/// Decides whether a client's name for something may be repeated to it: only a short word, in which nothing can hide.
package enum ShownName {
    /// `Unknown tool search. Known: search_memory, add_memories.`
    package static func unknown(_ kind: String, _ name: String, known: [String]) -> String {
        "Unknown \(kind)\(isOne(name) ? " \(name)" : "").\(known.isEmpty ? "" : " Known: \(known.joined(separator: ", ")).")"
    }

    package static func isOne(_ text: String) -> Bool {
        1...40 ~= text.utf8.count && text.wholeMatch(of: /[A-Za-z0-9_.\/-]+/) != nil
    }
}
