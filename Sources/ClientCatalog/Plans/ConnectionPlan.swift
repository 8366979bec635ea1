import Base

/// How one client is connected on one machine: what this program does, and what the person does then. A pure function
/// of the table, the wish and the files; nothing is done yet.
package struct ConnectionPlan: Sendable {
    package enum Step: Sendable, Hashable {
        /// A program and its arguments.
        case run([String])
        case edit(FileEdit)
        /// A link that opens the client.
        case open(String)
    }

    package let client: KnownClient
    package private(set) var steps: [Step] = []
    /// The person's next steps.
    package private(set) var then: [String] = []
    /// Remarks for the person.
    package private(set) var remarks: [String]
    /// A link that does the same, when there is one.
    package private(set) var link: String?
    /// The entry's name.
    package let name: String
    /// Whether files that the person made read-only are changed too.
    package let isForced: Bool

    package typealias Reader = (_ path: String) throws -> [UInt8]?

    /// - Parameter read: returns a file's bytes, nil when it does not exist.
    /// - Throws: `ConnectionRefusal`, or what `read` throws.
    package init(_ wish: ConnectionWish, on machine: Machine, read: Reader) throws {
        client = wish.client
        name = wish.filling.name
        isForced = wish.isForced
        remarks = client.notes.map { wish.filling.fill($0) }
        if wish.removes {
            try remove(wish, machine, read)
        } else {
            try connect(wish, machine, read)
        }
    }

    private mutating func connect(_ wish: ConnectionWish, _ machine: Machine, _ read: Reader) throws {
        let filling = wish.filling
        if client.isCloud, !wish.isPublic {
            throw ConnectionRefusal(
                "\(client.title) calls from its vendor's network and cannot reach \(filling.url). Give the server a public https address "
                    + "(http.publicUrl), and name it with --url."
            )
        }
        let hasFile = client.file != nil && !(client.isStdio && wish.isPublic && filling.token == nil)
        guard hasFile, let file = client.file else {
            if wish.isProject { throw noProject }
            link = client.link.map { filling.fill($0, entry: client.linkEntry) }
            if wish.opens { return try open() }
            then = [client.steps, client.then].compactMap { $0.map { filling.fill($0) } }
            return
        }
        if filling.token == nil, !wish.isProject { link = client.link.map { filling.fill($0, entry: file.entry) } }
        let logsIn = filling.token == nil || client.isStdio || client.needsToken
        then = [logsIn ? client.then.map { filling.fill($0) } : "Restart \(client.title)"].compactMap { $0 }
        if wish.opens { return try open() }
        let path = try path(of: file, wish, machine)
        let text = ConfigText(try read(path) ?? [], format: file.format)
        let layout = try layout(of: file, in: text, path)
        let place = layout.key + [name]
        let former = try entry(at: place, in: text, path)
        try check(former, wish, path)
        if client.isStdio || client.needsToken, filling.token == nil {
            // An entry that is there keeps its token.
            guard let former, EntryOwner.isOurs(former, filling) else { throw needsToken }
            return
        }
        let command = wish.isProject ? client.addProject : client.add
        // A command's arguments are visible to every user of the machine, so a token goes into the file.
        if let command, former == nil, filling.token == nil, machine.find(command[0]) != nil {
            steps = [.run(command.map { filling.fill($0, entry: file.entry) })]
            return
        }
        let members = filling.fill(file.entry + (filling.token == nil ? [] : file.token))
        let kept = former.flatMap { EntryOwner.isOurs($0, filling) ? $0 : nil }
        let change = EntryOwner.change(members, first: filling.fill(layout.first), former: kept)
        let base =
            former != nil && kept == nil ? try edit(path) { () throws(EditFlaw) in try text.removing(place) } : text
        let after = try edit(path) { () throws(EditFlaw) in try base.setting(change, at: place) }
        add(FileEdit(path: path, before: try read(path), after: after.bytes, holdsToken: filling.token != nil))
    }

    private mutating func remove(_ wish: ConnectionWish, _ machine: Machine, _ read: Reader) throws {
        guard let file = client.file else {
            throw ConnectionRefusal("\(client.title) keeps its servers itself. Remove the entry in its settings.")
        }
        let path = try path(of: file, wish, machine)
        guard let before = try read(path) else { return }
        let text = ConfigText(before, format: file.format)
        let place = try layout(of: file, in: text, path).key + [name]
        guard let former = try entry(at: place, in: text, path) else { return }
        try check(former, wish, path)
        if let command = wish.isProject ? client.removeProject : client.remove, machine.find(command[0]) != nil {
            steps = [.run(command.map { wish.filling.fill($0) })]
        } else {
            let after = try edit(path) { () throws(EditFlaw) in try text.removing(place) }
            add(FileEdit(path: path, before: before, after: after.bytes, holdsToken: false))
        }
        then = ["Restart \(client.title)"]
        remarks = ["Its login or token works until you end it on the account page."]
    }

    private mutating func open() throws {
        guard let link else {
            throw ConnectionRefusal("There is no link for this connection of \(client.title). Run this without --open.")
        }
        steps = [.open(link)]
    }

    private mutating func add(_ edit: FileEdit) {
        if edit.isChange { steps = [.edit(edit)] }
    }

    private func path(of file: KnownClient.File, _ wish: ConnectionWish, _ machine: Machine) throws -> String {
        if let path = machine.path(of: file, inProject: wish.isProject) { return path }
        if wish.isProject { throw noProject }
        throw ConnectionRefusal(
            "Where \(client.title) keeps its configuration on \(machine.platform.title) is unknown."
        )
    }

    private var needsToken: ConnectionRefusal {
        ConnectionRefusal(
            "\(client.title) needs an API token. Create one with `agent-memory token add --description \"\(client.title)\" "
                + "--secret-file FILE`, and run this again with --token-file FILE.",
            lacksToken: true
        )
    }

    private var noProject: ConnectionRefusal {
        ConnectionRefusal("\(client.title) has no configuration for projects. Run this without --project.")
    }

    /// An entry of our name may be another server's: “memory” is a common name.
    private func check(_ entry: ConfigValue?, _ wish: ConnectionWish, _ path: String) throws {
        guard let entry, !wish.isForced, !EntryOwner.isOurs(entry, wish.filling) else { return }
        let target = EntryOwner.target(of: entry).map { "points to \($0)" } ?? "is not this server's"
        let advice =
            wish.removes
            ? "With --force it is removed."
            : "Choose another name with --name, or replace the entry with --force."
        throw ConnectionRefusal("\(path) has an entry “\(name)” that \(target). \(advice)")
    }

    private func layout(of file: KnownClient.File, in text: ConfigText, _ path: String) throws -> EntryLayout {
        try edit(path) { () throws(EditFlaw) in try file.layout(in: text) }
    }

    private func entry(at place: [String], in text: ConfigText, _ path: String) throws -> ConfigValue? {
        try edit(path) { () throws(EditFlaw) in try text.entry(at: place) }
    }

    private func edit<Result>(_ path: String, _ change: () throws(EditFlaw) -> Result) throws -> Result {
        do throws(EditFlaw) { return try change() } catch {
            throw ConnectionRefusal("\(path) was left as it is: \(error). Correct it, or add the entry by hand.")
        }
    }
}
