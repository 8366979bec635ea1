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

    /// Checks a value against the declaration of its member: its measure, and the number range of its shape.
    /// - Parameter path: where the record stands in the request.
    mutating func require<Record>(
        _ member: Member<Record>,
        of record: Record,
        _ path: [String],
        _ limits: MemoryLimits
    ) {
        guard let value = member.get(record) else { return }
        let path = path + [member.name]
        switch (member.measure, value) {
        case (.label, .text(let text)): requireLabel(text, atMost: limits.idLength, path)
        case (.labels, .texts(let texts)): requireLabels(texts, limits, path)
        case (.length(let limit), .text(let text)): requireLength(of: text, atMost: limits[keyPath: limit], path)
        case (.bytes(let limit), .json(let json)): requireJSON(json, atMost: limits[keyPath: limit], path)
        case (.atMost(let limit), .integer(let number)):
            let limit = limits[keyPath: limit]
            require(number <= limit, path, "out_of_range", "\(Self.name(path)) must be at most \(limit)")
        case (_, .integer(let number)):
            guard case .integer(let range) = member.property.shape else { return }
            let rule = Shape.sentence(range)
            require(range.contains(number), path, "out_of_range", "\(Self.name(path)) must be \(rule)")
        case (_, .number(let number)):
            guard case .number(let range) = member.property.shape else { return }
            require(range.contains(number), path, "out_of_range", "\(Self.name(path)) must be \(range.sentence)")
        case (.none, _), (.label, _), (.labels, _), (.length, _), (.bytes, _), (.atMost, _): return
        }
    }

    mutating func requireLength(of text: String?, atMost limit: Int, _ path: [String]) {
        guard let text else { return }
        require(text.hasAtMost(limit), path, "too_long", "\(Self.name(path)) must have at most \(limit) characters")
    }

    /// An identifier is stored, compared and shown: of bounded length and without control characters.
    mutating func requireLabel(_ text: String?, atMost limit: Int, _ path: [String]) {
        guard let text else { return }
        requireLength(of: text, atMost: limit, path)
        require(
            !text.unicodeScalars.contains { $0.properties.generalCategory == .control },
            path,
            "invalid_characters",
            "\(Self.name(path)) must not contain control characters"
        )
    }

    mutating func requireLabels(_ labels: [String], _ limits: MemoryLimits, _ path: [String]) {
        requireCount(labels.count, atMost: limits.labelCount, path)
        for (index, label) in labels.prefix(limits.labelCount).enumerated() {
            requireLabel(label, atMost: limits.labelLength, path + ["\(index)"])
        }
    }

    mutating func requireJSON(_ value: JSONValue?, atMost limit: Int, _ path: [String]) {
        guard let value else { return }
        var room = limit
        require(
            value.fits(&room, depth: 32),
            path,
            "too_long",
            "\(Self.name(path)) must have at most \(limit) bytes and 32 levels"
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

    func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// The text, or nil when it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
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
