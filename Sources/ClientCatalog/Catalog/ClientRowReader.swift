import Base

/// Reads the members of a row. A member that nobody reads is a spelling mistake and is refused.
final class ClientRowReader {
    private let row: ConfigValue
    private let id: String
    private var seen: [String] = []

    init(_ row: ConfigValue) {
        self.row = row
        id = row["id"]?.string ?? "a row without an id"
    }

    func required(_ name: String) throws -> String {
        guard let text = try optional(name) else { throw flaw("has no \(name)") }
        return text
    }

    func optional(_ name: String) throws -> String? { try read(name, \.string) }

    func flag(_ name: String) throws -> Bool { try read(name, \.bool) ?? false }

    func texts(_ name: String) throws -> [String]? {
        try read(name, \.list)?.map { element in
            guard let text = element.string else { throw flaw("\(name) has an element that is not a text") }
            return text
        }
    }

    func members(_ name: String) throws -> [ConfigValue.Member] { try read(name, \.members) ?? [] }

    func part(_ name: String) throws -> ClientRowReader? {
        guard try !members(name).isEmpty, let value = row[name] else { return nil }
        return ClientRowReader(value)
    }

    func number(_ name: String) throws -> Int {
        seen.append(name)
        guard case .other(let text)? = row[name], let number = Int(text) else { throw flaw("\(name) is not a number") }
        return number
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String, _: Choice.Type) throws -> Choice {
        guard let choice = Choice(rawValue: try required(name)) else { throw flaw("\(name) has an unknown value") }
        return choice
    }

    /// - Throws: `ClientTableFlaw` when the row has a member that was not read.
    func end() throws {
        if let name = row.members?.first(where: { !seen.containsExactly($0.name) })?.name {
            throw flaw("has an unknown member \(name)")
        }
    }

    private func read<Value>(_ name: String, _ path: KeyPath<ConfigValue, Value?>) throws -> Value? {
        seen.append(name)
        guard let value = row[name] else { return nil }
        guard let typed = value[keyPath: path] else { throw flaw("\(name) has the wrong type") }
        return typed
    }

    private func flaw(_ reason: String) -> ClientTableFlaw { ClientTableFlaw(description: "\(id) \(reason)") }
}

extension KnownClient {
    init(row: ClientRowReader, checked: String) throws {
        id = try row.required("id")
        aliases = try row.texts("aliases") ?? []
        title = try row.required("title")
        remark = try row.required("remark")
        initials = try row.required("initials")
        hue = try row.number("hue")
        group = try row.choice("group", Group.self)
        entryName = try row.optional("name") ?? "memory"
        program = try row.optional("program")
        add = try row.texts("add")
        addProject = try row.texts("addProject")
        remove = try row.texts("remove")
        removeProject = try row.texts("removeProject")
        file = try row.part("file").map(File.init)
        link = try row.optional("link")
        linkEntry = try row.members("entry")
        steps = try row.optional("steps")
        then = try row.optional("then")
        notes = try row.texts("notes") ?? []
        signIn = try row.texts("signIn") ?? []
        redirects = try row.texts("redirects") ?? []
        isCloud = try row.flag("cloud")
        isStdio = try row.flag("stdio")
        needsToken = try row.flag("tokenOnly")
        confidence = try row.choice("confidence", Confidence.self)
        self.checked = checked
        try row.end()
    }
}

extension KnownClient.File {
    init(_ row: ClientRowReader) throws {
        format = try row.choice("format", ConfigFormat.self)
        key = try row.texts("key") ?? []
        project = try row.optional("project")
        entry = try row.members("entry")
        first = try row.members("first")
        token = try row.members("token")
        let older = try row.part("older")
        self.older = try older.map { EntryLayout(key: try $0.texts("key") ?? [], first: try $0.members("first")) }
        try older?.end()
        let places = try row.part("user")
        user = try Platform.allCases.reduce(into: [:]) { $0[$1] = try places?.optional($1.rawValue) }
        try places?.end()
        try row.end()
    }
}
