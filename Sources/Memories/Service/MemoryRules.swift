import Base

/// What a memory must be like before it is stored.
struct MemoryRules: Sendable {
    let limits: MemoryLimits

    /// - Parameter path: where the memory stands in the request.
    func check(_ memory: Memory, _ path: [String], into validation: inout Validation) {
        let index = path.last ?? ""
        validation.require(
            !memory.id.trimmingBlanks().isEmpty,
            path + ["id"],
            "missing",
            "Memory at index \(index) has empty id"
        )
        validation.requireLabel(memory.id, atMost: limits.idLength, path + ["id"])
        validation.require(
            !memory.text.trimmingBlanks().isEmpty,
            path + ["text"],
            "missing",
            "Memory at index \(index) has empty text"
        )
        checkText(memory.text, path, into: &validation)
        for (name, value) in [
            ("user_id", memory.userID), ("namespace", memory.namespace), ("session_id", memory.sessionID),
            ("extraction_strategy", memory.extractionStrategy),
        ] {
            validation.requireLabel(value, atMost: limits.idLength, path + [name])
        }
        for (name, labels) in [
            ("topics", memory.topics), ("entities", memory.entities), ("extracted_from", memory.extractedFrom),
        ] {
            validation.requireLabels(labels, limits, path + [name])
        }
        validation.require(
            memory.accessCount >= 0,
            path + ["access_count"],
            "out_of_range",
            "access_count must not be negative"
        )
        validation.requireJSON(memory.metadata, atMost: limits.metadataBytes, path + ["metadata"])
        validation.requireJSON(
            memory.extractionStrategyConfig,
            atMost: limits.metadataBytes,
            path + ["extraction_strategy_config"]
        )
    }

    private func checkText(_ text: String, _ path: [String], into validation: inout Validation) {
        validation.requireLength(of: text, atMost: limits.textLength, path + ["text"])
        // SQLite and PostgreSQL end a text, or refuse it, at U+0000.
        validation.require(
            !text.utf8.contains(0),
            path + ["text"],
            "invalid_characters",
            "text must not contain the character U+0000"
        )
    }
}
