import Base

/// Reads memories from JSON lines, as an export writes them. Members that only the server sets are ignored, and so are
/// unknown ones, which a later version may write.
struct ImportReader: Sendable {
    let limits: MemoryLimits
    /// The time of memories without one.
    let now: Timestamp

    /// The largest line: the largest text and JSON, escaped.
    private var lineLength: Int { 12 * limits.textLength + 8 * limits.metadataBytes + 1 << 20 }

    /// A line that is not blank.
    enum Line {
        /// - Parameter isDated: whether it says when it was created.
        case memory(Memory, isDated: Bool)
        /// The reason, as a sentence without text of the file.
        case refused(String)
    }

    /// Passes each line with its number, from 1.
    func forEachLine(_ bytes: [UInt8], _ body: (Int, Line) throws -> Void) rethrows {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let isBlank = line.allSatisfy {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t")
            }
            guard !isBlank else { continue }
            try body(number, read(line))
        }
    }

    private func read(_ line: ArraySlice<UInt8>) -> Line {
        guard line.count <= lineLength else { return .refused("The line is too long.") }
        let value = line.withUnsafeBufferPointer { bytes in
            try? StrictJSON.parse(StrictJSON.withoutMark(bytes), maxDepth: MemoryLimits.jsonDepth + 2)
        }
        guard let members = value?.object else { return .refused("The line is not a JSON object.") }
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

    private func checked(_ memory: Memory, isDated: Bool) -> Line {
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
