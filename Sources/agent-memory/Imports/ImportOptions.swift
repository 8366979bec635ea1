import ArgumentParser
import Base
import Identity
import Imports
import Outbound
import Settings

/// The options of every import.
struct ImportOptions: ParsableArguments {
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var output: FormatOption

    @Flag(help: "Only say what would happen.")
    var dryRun = false

    @Flag(help: "Replace memories that have another content here. The former content becomes a version.")
    var replace = false

    @Option(
        help: ArgumentHelp("The workspace to import into, by id; the token's own by default.", valueName: "id")
    )
    var workspace: String?
}

/// The options of imports from other systems.
struct ForeignImportOptions: ParsableArguments {
    @OptionGroup var options: ImportOptions

    @Option(
        help: ArgumentHelp(
            "Give all memories to this user. Without it, they belong to the token's user.",
            valueName: "name"
        )
    )
    var user: String?

    @Option(
        help: ArgumentHelp(
            "A file that says which user there is which user here, a line for each: name there = name here.",
            valueName: "file"
        )
    )
    var userMap: String?

    func validate() throws {
        guard user == nil || userMap == nil else { throw ValidationError("Use --user or --user-map, not both.") }
    }

    /// Reads the source, then imports it.
    func run(_ kind: ImportKind, _ material: () async throws -> ImportSource.Material) async throws {
        let owners = try owners()
        try await ImportRun(options: options).callAsFunction { progress in
            progress("Reading the source…")
            let source = try ImportSource.read(
                kind,
                await material(),
                owners,
                unpackedLimit: SourceFiles.unpackedLimit
            )
            return ImportRun.Source(
                kind: kind,
                records: source.records,
                lost: source.lost,
                keepsUsers: source.keepsUsers
            )
        }
    }

    private func owners() throws -> ImportOwners {
        if let user { return .all(user) }
        guard let userMap else { return .caller }
        return try ImportOwners.map(try SourceFiles.bytes(of: userMap))
    }
}

/// The options of imports from a running server.
struct SourceServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file that holds the token of the server to import from.", valueName: "file")
    )
    var sourceTokenFile: String?

    /// - Throws: `CommandFailure` for a URL that must not be asked.
    func source(at url: String, _ options: ImportOptions) async throws -> SourceServer {
        var limits = GuardedHTTP.Limits()
        limits.timeout = .seconds(60)
        limits.bytes = 64 << 20
        let http = try options.memory.common.settings().outbound.operatorChosen(limits: limits)
        if let objection = await http.objection(to: url) { throw CommandFailure("\(url): \(objection)") }
        return SourceServer(url: url, token: try sourceTokenFile.map(TokenFile.read), http: http)
    }
}
