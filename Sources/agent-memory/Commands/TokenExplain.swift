import ArgumentParser
import Authorization
import Base
import Glibc
import Identity
import JOSE
import Outbound
import SQLStorage
import Settings

struct TokenExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain why an access token is accepted or rejected, and how to fix it.",
        discussion: """
            The token is decoded but not trusted, and is not sent anywhere; only the issuers' public keys are fetched. With -, it is read from \
            standard input up to its end, which keeps it out of the shell's history. Quotes, line breaks and “Bearer” around it are \
            ignored, and the complete response of a token endpoint works too:

              pbpaste | agent-memory token explain -
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "The token, or - for standard input.") var token: String = "-"

    /// Bytes: enough for the largest token, wrapped or inside the response of a token endpoint.
    private static let limit = 65_536

    func run() async throws {
        let settings = try options.settings()
        try StorageDirectory.requireDatabase(in: settings.storage.directory)
        let text = token == "-" ? try await Self.standardInput() : token
        var issuers: [TokenExplanation.Issuer] = []
        for issuer in try await TrustedIssuerWiring(settings).issuers {
            issuers.append(.init(issuer.trust, keys: await Self.keys(of: issuer)))
        }
        let auth = settings.auth
        let database = try? Wiring.look(settings)
        let stores = database?.stores.identity
        // Without them, perhaps because of another schema version, only its issuer shows that a token is the server's.
        let ownKeys = (try? await database?.stores.authorization.keys.keys()) ?? []
        let explanation = await TokenExplanation(
            of: text,
            issuers: issuers,
            stores: stores,
            ownIssuer: settings.ownIssuer,
            ownKeys: Set(ownKeys.map { Identifier($0.id) }),
            preset: auth.preset.flatMap { secret in
                stores.map { PresetToken(secret, userName: auth.presetUser, stores: $0) }
            },
            at: Surroundings.time.now()
        )
        for line in try ExplanationLines(explanation, hasIssuers: !issuers.isEmpty).all() { Terminal.line(line) }
        guard explanation.isAccepted else { throw ExitCode.failure }
    }

    private static func standardInput() async throws -> String {
        if isatty(STDIN_FILENO) == 1 { Terminal.warn("Paste the token, then Enter and Ctrl-D.") }
        let bytes = try await StandardStreams.wholeInput(upTo: limit)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func keys(of issuer: TrustedIssuerWiring.Issuer) async -> Result<JWKSet, any Error> {
        do {
            return .success(try JWKSet(usable: try await issuer.source.fetch().body, for: issuer.trust.algorithms))
        } catch {
            return .failure(error)
        }
    }
}
