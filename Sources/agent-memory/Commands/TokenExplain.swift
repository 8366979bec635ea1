import ArgumentParser
import Base
import Identity
import JOSE
import Outbound
import SQLStorage
import Settings

struct TokenExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what every configured issuer makes of an access token, and what to change.",
        discussion: """
            The token is decoded, not trusted, and is sent nowhere; only the issuers' public keys are fetched. With - it is read from \
            standard input, which keeps it out of the shell's history:

              pbpaste | agent-memory token explain -
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The token, or - for standard input.") var token: String = "-"

    func run() async throws {
        let settings = try options.settings()
        let text = token == "-" ? readLine() ?? "" : token
        let time = SystemTime()
        var issuers: [TokenExplanation.Issuer] = []
        for issuer in try TrustedIssuerWiring(settings, time: time).issuers {
            issuers.append(
                .init(
                    issuer.trust, keys: await Self.keys(of: issuer),
                    missingWorkspaces: await Self.missing(Set(issuer.trust.services.values), settings)))
        }
        let explanation = TokenExplanation(of: text, issuers: issuers, ownIssuer: settings.ownIssuer, at: time.now())
        try say(explanation, hasIssuers: !issuers.isEmpty)
        guard explanation.judgements.contains(where: { $0.refusal == nil }) else { throw ExitCode.failure }
    }

    private static func keys(of issuer: TrustedIssuerWiring.Issuer) async -> Result<JWKSet, any Error> {
        do {
            return .success(try JWKSet(usable: try await issuer.source.fetch().body, for: issuer.trust.algorithms))
        } catch {
            return .failure(error)
        }
    }

    /// The workspaces that do not exist, as far as can be told.
    private static func missing(_ names: Set<String>, _ settings: ServerSettings) async -> Set<String> {
        guard !names.isEmpty, let found = try? SQLiteStores.read(directory: settings.storage.directory) else { return [] }
        var missing: Set<String> = []
        for name in names {
            do {
                if try await found.stores.identity.workspaces.workspace(nameOrID: name) == nil { missing.insert(name) }
            } catch {
                // The schema of another version: the server would know, this command does not.
                continue
            }
        }
        return missing
    }

    private func say(_ explanation: TokenExplanation, hasIssuers: Bool) throws {
        if let header = explanation.header {
            print("Header:")
            try Terminal.json(.object(header))
        }
        if let claims = explanation.claims {
            print("Claims (not verified):")
            try Terminal.json(.object(claims))
        }
        if let remark = explanation.remark { print(remark) }
        if !hasIssuers, explanation.remark == nil { print("No issuer is configured: set auth.issuers.") }
        for judgement in explanation.judgements {
            print("\nauth.issuer.\(judgement.issuer.name) (\(judgement.issuer.issuer)):")
            for (check, outcome) in judgement.outcomes {
                switch outcome {
                case .passed: print("  ok       \(check)")
                case .notReached: print("  -        \(check)")
                case .failed(let finding, let remedy): print("  FAILED   \(check): \(finding)\n           \(remedy)")
                }
            }
            if let bearer = judgement.bearer { print("  It stands for \(bearer).") }
            print(judgement.refusal.map { "  The server answers \($0.code.status): \($0.detail)" } ?? "  The server accepts it.")
        }
    }
}
