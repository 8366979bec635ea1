import ArgumentParser
import Base
import ClientCatalog
import Glibc
import Identity
import SQLStorage
import Settings

struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect an AI client on this machine, in its own configuration.",
        discussion: """
            Without a name, lists the clients that were found here and what is connected. With a name, runs the client's own command, or \
            edits its configuration file: only our entry changes, and a copy of the former file is kept. Then waits until the client has \
            reached this server.

            Examples:
              agent-memory connect
              agent-memory connect claude-code
              agent-memory connect cursor --project --dry-run
              agent-memory connect vscode --url https://memory.example --open
              agent-memory connect claude-desktop --token-file token.txt
              agent-memory connect codex --remove
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("The client: claude-code, cursor, vscode… Lists all without it.", valueName: "client"))
    var client: String?
    @Option(help: ArgumentHelp("The server's address; that of this machine's server by default.", valueName: "url"))
    var url: String?
    @Option(
        help: ArgumentHelp(
            "An API token for the client. Other users can see arguments while the command runs: prefer --token-file.",
            valueName: "token"
        )
    )
    var token: String?
    @Option(help: ArgumentHelp("A file that contains an API token; - for standard input.", valueName: "file"))
    var tokenFile: String?
    @Flag(name: .customLong("oauth"), help: "The client logs in by itself; the default where it can.")
    var usesOAuth = false
    @Option(help: ArgumentHelp("The entry's name in the client; usually memory.", valueName: "name"))
    var name: String?
    @Flag(help: "Write the configuration of the project in the working directory.") var project = false
    @Flag(help: "Show what would be written, and write nothing.") var dryRun = false
    @Flag(help: "Remove the entry.") var remove = false
    @Flag(name: .customLong("open"), help: "Open the client's link instead of writing its configuration.")
    var opens = false
    @Flag(help: "Also replace or remove an entry of that name that points elsewhere.") var force = false
    @Flag(inversion: .prefixedNo, help: "Wait until the client has reached the server; only on a terminal by default.")
    var wait: Bool?
    @Option(help: ArgumentHelp("The longest wait.", valueName: "seconds")) var seconds = 120

    func validate() throws {
        guard [token, tokenFile].compactMap(\.self).count + (usesOAuth ? 1 : 0) < 2 else {
            throw ValidationError("Use only one of --token, --token-file and --oauth.")
        }
        guard !(remove && opens) else { throw ValidationError("Use --remove without --open.") }
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be 1 to 3600.") }
        if let name {
            let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
            guard isPlain, name.utf8.count <= 64 else {
                throw ValidationError("--name must be 1 to 64 letters, digits, hyphens and underscores.")
            }
        }
        if client == nil, url != nil || remove || dryRun || project || opens {
            throw ValidationError("Name a client: `agent-memory connect` lists them.")
        }
    }

    func run() async throws {
        let settings = try options.settings()
        let person = PersonMachine(.process, directory: StorageDirectory.absolute("."))
        guard let client else { return list(person) }
        guard let known = ClientTable.client(named: client) else {
            throw CommandFailure("No client named \(client). Run `agent-memory connect` for the list.")
        }
        let wish = try wish(for: known, settings)
        let plan: ConnectionPlan
        do {
            plan = try ConnectionPlan(wish, on: person.machine) { try FileReplacement.read($0) }
        } catch let refusal as ConnectionRefusal {
            throw CommandFailure(refusal.description)
        }
        guard !dryRun else { return plan.preview.forEach { Terminal.line($0) } }
        let start = Timestamp(milliseconds: Surroundings.time.now().milliseconds / 60_000 * 60_000)
        let done = try person.perform(plan, stamp: Self.stamp(Surroundings.time.now()))
        done.forEach { Terminal.line($0) }
        if done.isEmpty { Terminal.line(remove ? "There is no entry to remove." : unchanged(plan)) }
        plan.closing.forEach { Terminal.line($0) }
        guard !remove else { return }
        try await follow(known, since: start, wish.filling.token, settings)
    }

    private func unchanged(_ plan: ConnectionPlan) -> String {
        plan.client.file == nil ? "\(plan.client.title) is connected by hand." : "The entry is there already."
    }

    private func wish(for client: KnownClient, _ settings: ServerSettings) throws -> ConnectionWish {
        let given = try token ?? tokenFile.map(Self.token)
        // A client that cannot log in uses the token of `agent-memory mcp`, if there is one.
        let fallback = (client.isStdio || client.needsToken) && !usesOAuth && !remove ? settings.token : nil
        let token = given.map { Secret($0) } ?? fallback
        if let token, BearerToken(token.reveal()) == nil {
            throw CommandFailure("That is not a token. Create one with `agent-memory token add`.")
        }
        let filling = Filling(
            name: name ?? client.entryName,
            url: try url.map(ConnectionAddress.named) ?? ConnectionAddress.local(settings),
            token: token,
            program: OwnProgram.path,
            data: StorageDirectory.absolute(settings.storage.directory)
        )
        var wish = ConnectionWish(client, filling)
        wish.isProject = project
        wish.removes = remove
        wish.opens = opens
        wish.isForced = force
        return wish
    }

    /// Waits for the client, if this machine's database can tell.
    private func follow(_ client: KnownClient, since start: Timestamp, _ token: Secret?, _ settings: ServerSettings)
        async throws
    {
        guard wait ?? (isatty(STDOUT_FILENO) == 1) else { return }
        guard url == nil else {
            return Terminal.line("Whether it is connected, the server tells: `agent-memory client list` there.")
        }
        let directory = settings.storage.directory
        guard access(SQLiteStores.file(in: directory), F_OK) == 0 else {
            return Terminal.line("There is no database yet. Start the server: `agent-memory serve`.")
        }
        Terminal.line("Waiting up to \(seconds) s for \(client.title)…")
        let watch = ConnectionWatch(tools: try Wiring.operatorTools(settings), since: start, token: token)
        let sighting = try await watch.wait(seconds: seconds)
        Terminal.line(sighting.sentence(about: client.title, waited: seconds))
        if !sighting.isEnd { throw ExitCode.failure }
    }

    private func list(_ person: PersonMachine) {
        let rows = ClientTable.all.map { ($0, person.state(of: $0)) }
        let cells = rows.filter { $0.1.found != nil }.map { client, state in
            [
                client.id, client.title, state.connections.isEmpty ? "—" : state.connections.joined(separator: " "),
                state.found ?? "",
            ]
        }
        if cells.isEmpty {
            Terminal.line("No client was found on this machine.")
        } else {
            Terminal.table(["NAME", "CLIENT", "CONNECTED TO", "FOUND"], cells)
        }
        for (client, state) in rows {
            if let problem = state.problem { Terminal.warn("warning: \(client.title): \(problem)") }
        }
        let others = rows.filter { $0.1.found == nil }.map(\.0.id).joined(separator: ", ")
        Terminal.line("Others: \(others)")
        Terminal.line("Connect one: agent-memory connect NAME")
    }

    /// The time as a part of a file's name.
    private static func stamp(_ time: Timestamp) -> String {
        String(time.description.filter(\.isNumber).prefix(17))
    }

    private static func token(in file: String) throws -> String {
        let text: String?
        if file == "-" {
            text = readLine()
        } else {
            do { text = try SettingFile.text(at: file) } catch { throw CommandFailure("\(file) \(error.reason)") }
        }
        guard let text else { throw CommandFailure("\(file) does not exist.") }
        return text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }
}
