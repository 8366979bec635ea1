import Base

/// The rules for a memory before it is stored.
struct MemoryRules: Sendable {
    let limits: MemoryLimits

    /// - Throws: `validationFailed` for more memories than one request may have.
    func checkCount(_ memories: [Memory]) throws {
        var validation = Validation()
        validation.requireCount(memories.count, atMost: limits.batchSize, ["body", "memories"])
        try validation.finish()
    }

    /// - Throws: `validationFailed` for more ids than one request may have.
    func checkCount(ofIDs ids: [String]) throws {
        var validation = Validation()
        validation.requireCount(ids.count, atMost: limits.batchSize, ["query", "memory_ids"])
        try validation.finish()
    }

    /// - Parameter path: where the memory stands in the request.
    func check(_ memory: Memory, _ path: [String], into validation: inout Validation) {
        // Only in a list does the memory have an index.
        let index = path.last.flatMap { Int($0) }
        let blank = [(MemoryMembers.id, memory.id), (MemoryMembers.text, memory.text)].filter {
            $0.1.allSatisfy(\.isWhitespace)
        }.map(\.0)
        for member in blank {
            validation.require(
                false,
                path + [member.name],
                "missing",
                index.map { "Memory at index \($0) has empty \(member.name)" } ?? "\(member.name) must not be empty"
            )
        }
        // SQLite and PostgreSQL cut a text at U+0000 or refuse it.
        validation.require(
            !memory.text.utf8.contains(0),
            path + [MemoryMembers.text.name],
            "invalid_characters",
            "text must not contain the character U+0000"
        )
        for member in MemoryMembers.all where !blank.contains(where: { $0.name == member.name }) {
            validation.require(member, of: memory, path, limits)
        }
    }
}
