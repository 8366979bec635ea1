import ArgumentParser
import Base
import Identity

struct TokenAdd: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Create an API token and show it once.",
        discussion: """
            Without --user and --service, the token is for the only user. The default scopes are memory:read and memory:write; \
            memory:admin contains both.

            Examples:
              agent-memory token add --description "my laptop"
              agent-memory token add --description "read only" --user alice --scope memory:read --expires-days 30
              agent-memory token add --description "shop back end" --service --workspace shop
              agent-memory token add --description report --service --workspace report --also-read shop help --scope memory:read
              TOKEN=$(agent-memory token add --description script --secret-file -)
            """
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption

    @Option(name: [.short, .long], help: "A label for this token.")
    var description: String

    @Option(
        name: [.customShort("e"), .long],
        parsing: .unconditional,
        help: ArgumentHelp(
            "Whole days until the token expires, at least 1; without it the token does not expire.",
            valueName: "n"
        )
    )
    var expiresDays: Int?

    @Option(help: ArgumentHelp("The user the token acts for: name or id.", valueName: "id"))
    var user: String?

    @Flag(help: "Create a token for the back end of an application, which names any user_id in its workspace.")
    var service = false

    @Option(
        help: ArgumentHelp(
            "The workspace, by name or id; the user's personal one by default.",
            valueName: "workspace"
        )
    )
    var workspace: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Other workspaces that a service token may read, and search together with its own.",
            valueName: "workspace"
        )
    )
    var alsoRead: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The scopes of the token: memory:read, memory:write, memory:admin.", valueName: "scope")
    )
    var scope: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the token to a new file that only you can read, instead of showing it. With -, print only the token.",
            valueName: "file"
        )
    )
    var secretFile: String?

    func validate() throws {
        if service, user != nil { throw ValidationError("A token is for a user or for a service, not for both.") }
        if !service, !alsoRead.isEmpty {
            throw ValidationError("--also-read is for a --service: a user's token enters every workspace of the user.")
        }
        if let expiresDays, expiresDays < 1 {
            throw ValidationError("--expires-days must be at least 1; leave it out for a token that does not expire.")
        }
    }

    func run(_ tools: OperatorTools) async throws {
        let minted = try await tools.mint.mint(try await order(tools))
        let row = try await TokenRow(minted.token, tools)
        let secret = minted.secret.reveal()
        switch secretFile {
        case "-":
            tools.report("Created token \(row.masked)", .json)
            Terminal.line(secret)
            return
        case .some(let path):
            do {
                try PrivateFile.create(path, secret + "\n")
            } catch {
                // A token that nobody will ever see must not stay valid.
                _ = try await tools.tokens.remove(minted.token.id)
                throw error
            }
        case nil: break
        }
        tools.report("Created token \(row.masked)", output.format)
        switch output.format {
        case .json:
            var members = row.members
            if secretFile == nil { members["token"] = .string(secret) }
            try Terminal.json(.object(members))
        case .text:
            Terminal.line("Token: \(secretFile.map { "written to \($0)" } ?? secret)")
            Terminal.fields(row.fields.filter { $0.0 != "Created" && $0.0 != "Last used" && $0.0 != "Status" })
            if secretFile == nil {
                Terminal.line()
                Terminal.line("WARNING: Save this token securely. It will not be shown again.")
            }
        }
    }

    private func order(_ tools: OperatorTools) async throws -> APITokenMint.Request {
        let scopes = try scopeSet()
        let (owner, bound) = try await ownership(tools)
        var order = APITokenMint.Request(label: description, owner: owner, workspace: bound, scopes: scopes)
        order.expiresAfterDays = expiresDays
        for name in alsoRead {
            let id = try await tools.workspaces.workspace(name).id
            if id != bound, !order.alsoReads.contains(id) { order.alsoReads.append(id) }
        }
        return order
    }

    /// The owner of the token and its workspace.
    private func ownership(_ tools: OperatorTools) async throws -> (APIToken.Owner, ID<Workspace>) {
        if service {
            guard let workspace else {
                throw CommandFailure(
                    "A service token is bound to one workspace: name it with --workspace. "
                        + "Run `agent-memory workspace add NAME` to create one, `agent-memory workspace list` to see all."
                )
            }
            return (.service, try await tools.workspaces.workspace(workspace).id)
        }
        let owner = try await ownerUser(tools)
        let chosen =
            try await workspace.asyncMap { try await tools.workspaces.workspace($0, enteredBy: owner).id }
            ?? owner.personalWorkspace
        return (.user(owner.id), chosen)
    }

    private func ownerUser(_ tools: OperatorTools) async throws -> User {
        if let user { return try await tools.users.user(user) }
        let first = try await tools.users.list(PageRequest(limit: 1))
        switch first.total {
        case 0:
            throw CommandFailure(
                "There is no user yet. Run `agent-memory user add NAME`, or start the server once: `agent-memory serve`."
            )
        case 1: return first.items[0]
        default:
            throw CommandFailure(
                "There are \(first.total) users. Name the owner with --user, or create a --service token."
            )
        }
    }

    private func scopeSet() throws -> ScopeSet {
        let named = try ScopeOption.read(scope, of: ScopeSet.named.map(\.name)) { ScopeSet(name: $0) }
        return named.isEmpty ? .write : ScopeSet(named)
    }
}

extension Optional {
    /// `map` for an asynchronous transformation.
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async throws -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
