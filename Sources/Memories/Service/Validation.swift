import Base

/// Collects what is wrong with a request, field by field, so that the caller learns all of it at once.
struct Validation {
    private var fields: [Fault.Field] = []

    /// More than these help nobody.
    private static let most = 20

    mutating func require(_ holds: Bool, _ path: [String], _ kind: String, _ message: @autoclosure () -> String) {
        guard !holds, fields.count < Self.most else { return }
        fields.append(Fault.Field(path: path, kind: kind, message: message()))
    }

    /// - Throws: `validationFailed` with every field, if there is one; its detail is the first field's message.
    func finish() throws {
        guard let first = fields.first else { return }
        throw Fault(.validationFailed, first.message, hints: .init(fields: fields))
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
        require(
            labels.count <= limits.labelCount,
            path,
            "too_many",
            "\(Self.name(path)) must have at most \(limits.labelCount) items"
        )
        for (index, label) in labels.prefix(limits.labelCount).enumerated() {
            requireLabel(label, atMost: limits.labelLength, path + ["\(index)"])
        }
    }

    mutating func requireFilter(_ filter: MemoryFilter, _ limits: MemoryLimits) {
        let tags = [
            ("user_id", filter.userID), ("session_id", filter.sessionID), ("namespace", filter.namespace),
            ("topics", filter.topics),
            ("entities", filter.entities), ("memory_type", filter.kind),
            ("extraction_strategy", filter.extractionStrategy),
        ]
        for (name, tags) in tags {
            let count = tags?.conditions.map(\.valueCount).max() ?? 0
            require(
                count <= limits.filterValues,
                ["body", name],
                "too_many",
                "A condition on \(name) must have at most \(limits.filterValues) values"
            )
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

    mutating func requirePage(_ page: PageRequest, _ limits: MemoryLimits) {
        require(
            page.limit <= limits.pageSize,
            ["query", "limit"],
            "out_of_range",
            "limit must be at most \(limits.pageSize)"
        )
    }

    /// `memories.0.text`: without the first step, which names the part of the request.
    private static func name(_ path: [String]) -> String { path.dropFirst().joined(separator: ".") }
}

extension String {
    /// Counts scalars only where bytes do not tell already.
    func hasAtMost(_ limit: Int) -> Bool {
        utf8.count <= limit || unicodeScalars.prefix(limit + 1).count <= limit
    }

    func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// An empty label is no label.
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension JSONValue {
    /// Whether the value takes no more bytes than there is room for, roughly as it would be written.
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
