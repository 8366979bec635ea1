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
              agent-memory connect claude-desktop
              agent-memory connect roo --token-file token.txt
              agent-memory connect claude-code --hooks --token-file token.txt
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
    @Flag(
        help:
            "Also install the hooks, which use the token of --token-file; with --remove, remove only them. Claude Code only."
    )
    var hooks = false
    @Flag(help: "Also replace or remove an entry of that name that points elsewhere, and change a read-only file.")
    var force = false
    @Flag(inversion: .prefixedNo, help: "Wait until the client has reached the server; only on a terminal by default.")
    var wait: Bool?
    @Option(help: ArgumentHelp("The longest wait.", valueName: "seconds")) var seconds = 120

    func validate() throws {
        guard [token, tokenFile].compactMap(\.self).count + (usesOAuth && !hooks ? 1 : 0) < 2 else {
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
        guard !hooks || client == HookInstallation.client else {
            throw ValidationError("--hooks is for claude-code. docs/hooks.md says which other clients have hooks.")
        }
        guard !(hooks && token != nil) else {
            throw ValidationError("With --hooks, use --token-file instead of --token.")
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
        let installation = try hooksToChange(known, person.machine, settings)
        if hooks, remove, let installation { return try change(installation, person) }
        let wish = try wish(for: known, settings)
        let start = Timestamp(milliseconds: Surroundings.time.now().milliseconds / 60_000 * 60_000)
        let used: Secret?
        do {
            try perform(try plan(wish, person), person)
            used = wish.filling.token
        } catch let refusal as ConnectionRefusal {
            // A token of another server has to come from there.
            guard refusal.lacksToken, url == nil, let token = try await ConnectionToken(for: known, settings) else {
                throw CommandFailure(refusal.description)
            }
            used = try await connect(wish, token, person)
        }
        if let installation { try change(installation, person) }
        guard !remove, !dryRun else { return }
        try await follow(known, since: start, used, settings)
    }

    /// Connects a client that cannot log in, with a token of its own.
    /// - Returns: the token.
    private func connect(_ wish: ConnectionWish, _ token: ConnectionToken, _ person: PersonMachine) async throws
        -> Secret
    {
        guard !dryRun else {
            Terminal.line("Would create an API token of \(token.owner.name) for \(token.client.title).")
            let shown = Secret("amt_new")
            try perform(try plan(wish.with(shown), person), person)
            return shown
        }
        return try await token.use { secret in
            try perform(try plan(wish.with(secret), person), person)
            return secret
        }
    }

    private func plan(_ wish: ConnectionWish, _ person: PersonMachine) throws -> ConnectionPlan {
        try ConnectionPlan(wish, on: person.machine) { try FileReplacement.read($0) }
    }

    /// Does the plan, or shows it.
    private func perform(_ plan: ConnectionPlan, _ person: PersonMachine) throws {
        guard !dryRun else { return plan.preview.forEach { Terminal.line($0) } }
        let done = try person.perform(plan, stamp: Self.stamp(Surroundings.time.now()))
        done.forEach { Terminal.line($0) }
        if done.isEmpty { Terminal.line(remove ? "There is no entry to remove." : unchanged(plan)) }
        plan.closing.forEach { Terminal.line($0) }
    }

    /// The hooks to install or, with --remove, those that this command installed.
    private func hooksToChange(_ client: KnownClient, _ machine: Machine, _ settings: ServerSettings) throws
        -> HookInstallation?
    {
        guard client.id == HookInstallation.client else { return nil }
        let address = try url.map(ConnectionAddress.named) ?? ConnectionAddress.local(settings)
        let plugin = HookPlugin(program: OwnProgram.path, url: address, tokenFile: tokenFile, data: nil)
        let installation = HookInstallation(plugin: plugin, folder: HookInstallation.folder(on: machine))
        return hooks || remove && installation.isThere ? installation : nil
    }

    private func change(_ hooks: HookInstallation, _ person: PersonMachine) throws {
        if dryRun { return try hooks.preview(removing: remove).forEach { Terminal.line($0) } }
        let stamp = Self.stamp(Surroundings.time.now())
        let done = remove ? try hooks.remove(from: person) : try hooks.install(on: person, stamp: stamp)
        done.forEach { Terminal.line($0) }
        if !remove, tokenFile == nil {
            Terminal.line(
                "The hooks need an API token in AGENT_MEMORY_TOKEN, or run this again with --token-file FILE."
            )
        }
    }

    private func unchanged(_ plan: ConnectionPlan) -> String {
        plan.client.file == nil ? "\(plan.client.title) is connected by hand." : "The entry is there already."
    }

    private func wish(for client: KnownClient, _ settings: ServerSettings) throws -> ConnectionWish {
        let given = usesOAuth ? nil : try token.map { Secret($0) } ?? tokenFile.map(TokenFile.read)
        // A client that cannot log in uses the token of `agent-memory mcp`, if there is one.
        let fallback = (client.isStdio || client.needsToken) && !usesOAuth && !remove ? settings.token : nil
        let token = given ?? fallback
        if let token {
            guard let bearer = BearerToken(token.reveal()) else {
                throw CommandFailure("That is not a token. Create one with `agent-memory token add`.")
            }
            guard !bearer.isAPIToken || APITokenSecret(bearer) != nil else {
                throw CommandFailure("That token is not complete. Copy it again.")
            }
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
        guard settings.mayHaveDatabase else {
            return Terminal.line("There is no database yet. Start the server: `agent-memory serve`.")
        }
        Terminal.line("Waiting up to \(seconds) s for \(client.title)…")
        let watch = ConnectionWatch(
            tools: try Wiring.operatorTools(settings),
            client: client,
            since: start,
            token: token
        )
        let sighting = try await watch.wait(seconds: seconds) { progress in
            Terminal.line(progress.sentence(about: client.title, waited: seconds))
        }
        if !sighting.isEnd { Terminal.line(sighting.advice(about: client.title, waited: seconds)) }
        if !sighting.isConnected { throw ExitCode.failure }
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
}
