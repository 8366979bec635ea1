import Base

/// Reads memories from JSON objects, as an export writes them. Members that only the server sets are ignored, and so are
/// unknown ones, which a later version may write.
struct ImportReader: Sendable {
    let limits: MemoryLimits
    /// The time of memories without one.
    let now: Timestamp

    enum Content {
        /// - Parameter isDated: whether it says when it was created.
        case memory(Memory, isDated: Bool)
        /// The reason, as a sentence without text of the file.
        case refused(String)
    }

    func read(_ record: ImportRecord) -> Content {
        switch record.content {
        case .refused(let reason): .refused(reason)
        case .memory(let value): read(value)
        }
    }

    private func read(_ value: JSONValue) -> Content {
        guard let members = value.object else { return .refused("The line is not a JSON object.") }
        var memory = Memory(id: "", text: "", kind: .semantic, createdAt: now)
        for member in MemoryMembers.all {
            guard let set = member.set else { continue }
            let property = member.property(under: limits)
            switch members[member.name] {
            case nil, .null?:
                if property.isRequired { return .refused("\(member.name) is required.") }
            case .string("")? where property.isAbsentWhenEmpty: continue
            case let value?:
                if let problem = property.shape.problems(in: value, at: member.name).first {
                    return .refused("\(problem).")
                }
                if let value = MemberValue(value, checkedAs: member.property.shape) { set(&memory, value) }
            }
        }
        // An absent time of a change, and one before the creation, mean that nothing was changed.
        if members[MemoryMembers.updatedAt.name] == nil { memory.updatedAt = memory.createdAt }
        if members[MemoryMembers.lastAccessed.name] == nil { memory.lastAccessed = memory.createdAt }
        return checked(memory, isDated: members[MemoryMembers.createdAt.name]?.string != nil)
    }

    private func checked(_ memory: Memory, isDated: Bool) -> Content {
        var validation = Validation()
        MemoryRules(limits: limits).check(memory, ["body"], into: &validation)
        do {
            try validation.finish()
            return .memory(memory, isDated: isDated)
        } catch let fault as Fault {
            return .refused("\(fault.detail).")
        } catch {
            return .refused("It cannot be read.")
        }
    }
}
