import Base

/// Collects what is wrong with a request, field by field, so that the caller learns all of it at once.
struct Validation {
    private var fields: [Fault.Field] = []

    /// The most problems reported; more would help nobody.
    private static let most = 20

    mutating func require(_ holds: Bool, _ path: [String], _ kind: String, _ message: @autoclosure () -> String) {
        guard !holds, fields.count < Self.most else { return }
        fields.append(Fault.Field(path: path, kind: kind, message: message()))
    }

    /// - Throws: `validationFailed` with every problem, if there are any; its detail is the message of the first one.
    func finish() throws {
        guard let first = fields.first else { return }
        throw Fault(.validationFailed, first.message, hints: .init(fields: fields))
    }

    /// Checks a value against the shape of its member with this server's limits. An optional text that is empty counts
    /// as absent.
    /// - Parameter path: where the record stands in the request.
    mutating func require<Record>(
        _ member: Member<Record>,
        of record: Record,
        _ path: [String],
        _ limits: MemoryLimits
    ) {
        guard let value = member.get(record) else { return }
        let path = path + [member.name]
        switch (member.shape(under: limits), value) {
        case (.characters(let range), .text(let text)):
            if !(member.isOptional && text.isEmpty) { require(text, in: range, path) }
        case (.list(.characters(let range), let count), .texts(let texts)):
            requireCount(texts.count, atMost: count.upperBound, path)
            for (index, text) in texts.prefix(count.upperBound).enumerated() {
                require(text, in: range, path + ["\(index)"])
            }
        case (.integer(let range), .integer(let number)): require(number, in: range, path)
        case (.number(let range), .number(let number)):
            require(range.contains(number), path, "out_of_range", "\(Self.name(path)) must be \(range.sentence)")
        case (_, .json(let json)):
            if case .bytes(let limit) = member.measure { requireJSON(json, atMost: limits[keyPath: limit], path) }
        case (_, .text), (_, .texts), (_, .flag), (_, .integer), (_, .number), (_, .date): return
        }
    }

    mutating func require(_ text: String, in range: TextRange, _ path: [String]) {
        guard let flaw = range.flaw(in: text) else { return }
        let kind =
            switch flaw {
            case .blank: "missing"
            case .tooLong: "too_long"
            case .controls: "invalid_characters"
            }
        require(false, path, kind, "\(Self.name(path)) \(flaw.clause)")
    }

    mutating func require(_ number: Int, in range: ClosedRange<Int>, _ path: [String]) {
        let rule = number > range.upperBound ? "at most \(range.upperBound)" : "at least \(range.lowerBound)"
        require(range.contains(number), path, "out_of_range", "\(Self.name(path)) must be \(rule)")
    }

    mutating func requireJSON(_ value: JSONValue?, atMost limit: Int, _ path: [String]) {
        guard let value else { return }
        let depth = MemoryLimits.jsonDepth
        var room = limit
        require(
            value.fits(&room, depth: depth),
            path,
            "too_long",
            "\(Self.name(path)) must have at most \(limit) bytes and \(depth) levels"
        )
    }

    mutating func requireCount(_ count: Int, atMost limit: Int, _ path: [String]) {
        require(count <= limit, path, "too_many", "\(Self.name(path)) must have at most \(limit) items")
    }

    /// The name without the first step, which names the part of the request: `0.text` of `memories.0.text`.
    private static func name(_ path: [String]) -> String { path.dropFirst().joined(separator: ".") }
}

extension String {
    /// Counts scalars only when the number of bytes does not decide.
    func hasAtMost(_ limit: Int) -> Bool {
        utf8.count <= limit || unicodeScalars.prefix(limit + 1).count <= limit
    }

    package func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// The text, or nil when it is empty.
    package var nonEmpty: String? { isEmpty ? nil : self }
}

extension JSONValue {
    /// Whether the value fits into the remaining bytes, measured roughly as JSON text.
    fileprivate func fits(_ room: inout Int, depth: Int) -> Bool {
        guard depth > 0 else { return false }
        switch self {
        case .null, .bool: room -= 5
        case .integer, .number: room -= 8
        case .decimal(let text): room -= text.utf8.count
        case .string(let text): room -= text.utf8.count + 2
        case .array(let items):
            room -= 2
            for item in items {
                room -= 1
                guard room >= 0, item.fits(&room, depth: depth - 1) else { return false }
            }
        case .object(let members):
            room -= 2
            for (key, value) in members {
                room -= key.utf8.count + 4
                guard room >= 0, value.fits(&room, depth: depth - 1) else { return false }
            }
        }
        return room >= 0
    }
}
