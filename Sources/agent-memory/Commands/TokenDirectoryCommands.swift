import ArgumentParser
import Base
import Identity

struct TokenList: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List API tokens, oldest first. Secrets are not stored and not shown."
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption

    @Option(help: ArgumentHelp("Only the tokens of this user.", valueName: "id"))
    var user: String?

    func run(_ tools: OperatorTools) async throws {
        var owner: ID<User>?
        if let user { owner = try await tools.users.user(user).id }
        var rows: [TokenRow] = []
        for token in try await tools.tokens.list(of: owner) { rows.append(try await TokenRow(token, tools)) }
        try Terminal.list(rows, output.format, absence: "No tokens found.", title: "Authentication Tokens:")
    }
}

struct TokenShow: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one API token.",
        discussion:
            "The beginning of the id is enough; when several tokens match, they are listed and the exit code is 1."
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption

    @Argument(
        help: ArgumentHelp("The id of the token or its beginning, as `token list` shows it.", valueName: "id-or-prefix")
    )
    var token: String

    func run(_ tools: OperatorTools) async throws {
        let row = try await TokenRow(try await tools.token(token, output.format), tools)
        switch output.format {
        case .json: try Terminal.json(.object(row.members))
        case .text:
            Terminal.line("Token Details:")
            Terminal.line(String(repeating: "=", count: 30))
            Terminal.fields(row.fields)
        }
    }
}

struct TokenRemove: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an API token; it stops working at once."
    )

    @OptionGroup var options: CommonOptions

    @Argument(
        help: ArgumentHelp("The id of the token or its beginning, as `token list` shows it.", valueName: "id-or-prefix")
    )
    var token: String

    @Flag(name: [.short, .long], help: "Do not ask.")
    var force = false

    /// The minimum length, so that one mistyped letter cannot match a token.
    private static let shortest = 4

    func run(_ tools: OperatorTools) async throws {
        guard APITokenDirectory.length(ofIDIn: token) >= Self.shortest else {
            throw CommandFailure(
                "“\(token)” is too short. Give at least \(Self.shortest) characters of the token's id, as `agent-memory token list` shows it."
            )
        }
        let found = try await tools.token(token, .text)
        Terminal.line("Token to remove:")
        Terminal.line("  Description: \(found.label)")
        Terminal.line("  Created: \(Terminal.time(found.createdAt, else: ""))")
        guard force || Terminal.confirms("Are you sure you want to remove this token?") else {
            Terminal.line("Token removal cancelled.")
            throw ExitCode.failure
        }
        let id = APITokenSecret.masked(found.id)
        guard try await tools.tokens.remove(found.id) else {
            throw CommandFailure("Token \(id) has been removed already.")
        }
        tools.report("Removed token \(id)")
    }
}

extension OperatorTools {
    /// The only token that matches these words.
    ///
    /// - Throws: exit code 1 after printing, in the requested format, why there is not exactly one.
    fileprivate func token(_ words: String, _ format: OutputFormat) async throws -> APIToken {
        let sentence: String
        var matches: [APIToken] = []
        switch try await tokens.find(words) {
        case .one(let token): return token
        // A person may paste a whole token, which must not appear in a log of this command.
        case .none:
            let name = words.count > 20 ? "this id" : "the id \(words)"
            sentence = "No token with \(name). Run `agent-memory token list`."
        case .several(let several):
            sentence = "Several tokens match “\(words)”:"
            matches = several
        }
        let ids = matches.map { APITokenSecret.masked($0.id) }
        switch format {
        case .json:
            var members: [String: JSONValue] = ["error": .string(sentence)]
            if !ids.isEmpty { members["matches"] = .array(ids.map(JSONValue.string)) }
            try Terminal.json(.object(members))
        case .text:
            Terminal.warn(sentence)
            for (token, id) in zip(matches, ids) { Terminal.warn("  \(id)  \(token.label)") }
        }
        throw ExitCode.failure
    }
}
