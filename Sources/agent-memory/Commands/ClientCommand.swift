import ArgumentParser
import Authorization
import Base
import FoundationEssentials
import Identity
import JOSE
import Settings

struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Manage the applications that can request access.",
        discussion: """
            MCP clients register themselves. Add a client here for an application that cannot, or for a back end that acts for itself \
            (--service) and gets its tokens with client credentials. A client whose id is the URL of its metadata is listed once a user \
            has allowed it access.
            """,
        subcommands: [Add.self, List.self, Show.self, Trace.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register an application, and show its secret once.",
            discussion: """
                Examples:
                  agent-memory client add "Reports" --redirect-uri https://reports.example/callback
                  agent-memory client add "Desktop" --public --redirect-uri http://127.0.0.1/callback
                  agent-memory client add "Shop back end" --service --workspace shop
                  agent-memory client add "Shop back end" --service --workspace shop --keys public.jwks.json
                """
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "The name that people see on the consent page.") var name: String
        @Option(help: ArgumentHelp("A redirect URI of the application; can be repeated.", valueName: "uri"))
        var redirectURI: [String] =
            []
        @Flag(name: .customLong("public"), help: "An app on people's devices: it cannot keep a secret.") var isPublic =
            false
        @Flag(help: "A back end that acts for itself, in one workspace.") var service = false
        @Option(
            help: ArgumentHelp(
                "A file with the client's public JWK set, for authentication with its private key (private_key_jwt).",
                valueName: "file"
            )
        )
        var keys: String?
        @Option(help: ArgumentHelp("The workspace a service acts in, by name or id.", valueName: "workspace"))
        var workspace: String?
        @Option(parsing: .upToNextOption, help: ArgumentHelp("The maximum scopes of the client.", valueName: "scope"))
        var scope: [String] = []

        func validate() throws {
            if service, isPublic {
                throw ValidationError("A service authenticates with a secret or a key, so it cannot be public.")
            }
            if keys != nil, isPublic { throw ValidationError("A client with --keys cannot be public.") }
            if service, workspace == nil {
                throw ValidationError("A service acts in one workspace: name it with --workspace.")
            }
            if !service, redirectURI.isEmpty { throw ValidationError("Name at least one --redirect-uri.") }
        }

        func run() async throws {
            let settings = try options.settings()
            let tools = try Wiring.operatorTools(settings)
            var request = ClientMint.Request(name: name)
            request.redirectURIs = redirectURI
            request.isPublic = isPublic
            request.isService = service
            request.scopes = Set(
                try ScopeOption.read(scope, of: OAuthScope.allCases.map(\.rawValue), as: OAuthScope.init(rawValue:))
            )
            request.keys = try keys.map(Self.json)
            if let workspace { request.workspace = try await tools.workspaces.workspace(workspace).id }
            let (client, secret) = try await ClientMint(
                clients: tools.authorization.clients,
                schemes: RedirectSchemes(adding: settings.oauth.redirectSchemes),
                random: Surroundings.random
            )
            .mint(request, at: tools.time.now())
            tools.report("Created client \(client.id)", output.format)
            switch output.format {
            case .json:
                var members = ClientRow(client).members
                members["client_secret"] = secret.map { .string($0.reveal()) }
                try Terminal.json(.object(members))
            case .text:
                Terminal.fields(ClientRow(client).fields)
                if let secret {
                    Terminal.line("Secret: \(secret.reveal())")
                    Terminal.line()
                    Terminal.line("WARNING: Save this secret securely. It will not be shown again.")
                }
            }
        }

        private static func json(_ path: String) throws -> JSONValue {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let json = try? StrictJSON.parse(Array(text.utf8))
            else {
                throw CommandFailure("\(path) cannot be read, or is not JSON.")
            }
            return json
        }
    }

    struct List: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "List the applications.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run(_ tools: OperatorTools) async throws {
            let registered = try await allItems { try await tools.authorization.clients.clients($0) }
            let clients = try await registered + tools.authorization.clients.documents()
            try Terminal.list(clients.map(ClientRow.init), output.format, absence: "No clients found.")
        }
    }

    struct Show: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "Show one application.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "The client id.") var id: String

        func run(_ tools: OperatorTools) async throws {
            try ClientRow(try await ClientCommand.client(id, tools)).print(output.format)
        }
    }

    private static func client(_ id: String, _ tools: OperatorTools) async throws -> Client {
        if let client = try await tools.authorization.clients.client(ID(id)) { return client }
        guard let client = try await tools.authorization.clients.documents().first(where: { $0.id.rawValue == id })
        else {
            throw CommandFailure("No client with the id \(id). Run `agent-memory client list`.")
        }
        return client
    }

    struct Remove: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Remove an application: its tokens stop working at once, and people must consent again if it returns.",
            discussion:
                "Applications identified by a URL can register again. Restrict them with oauth.documentDomains or oauth.documents."
        )

        @OptionGroup var options: CommonOptions
        @Argument(help: "The client id.") var id: String
        @Flag(name: [.short, .long], help: "Do not ask.") var force = false

        func run(_ tools: OperatorTools) async throws {
            let client = try await ClientCommand.client(id, tools)
            guard force || Terminal.confirms("Remove \(client.name ?? id)?") else {
                Terminal.line("Client removal cancelled.")
                throw ExitCode.failure
            }
            _ = try await tools.revoker.remove(client.id)
            tools.report("Removed client \(client.id)")
        }
    }
}
