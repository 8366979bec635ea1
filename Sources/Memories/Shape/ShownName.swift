/// What a client called something, as far as it may be repeated to it: a short word, in which nothing can be hidden.
package enum ShownName {
    /// `Unknown tool search. Known are search_memory, add_memories.`
    package static func unknown(_ kind: String, _ name: String, known: [String]) -> String {
        "Unknown \(kind)\(isOne(name) ? " \(name)" : "").\(known.isEmpty ? "" : " Known are \(known.joined(separator: ", ")).")"
    }

    package static func isOne(_ text: String) -> Bool {
        1...40 ~= text.utf8.count && text.wholeMatch(of: /[A-Za-z0-9_.\/-]+/) != nil
    }
}
