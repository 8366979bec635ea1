import ArgumentParser
import Base
import Identity
import JOSE
import Outbound
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
        let text = (token == "-" ? readLine() ?? "" : token).filter { !$0.isWhitespace }
        let time = SystemTime()
        let wiring = try TrustedIssuerWiring(settings, time: time)
        var issuers: [(trust: IssuerTrust, keys: JWKSet?)] = []
        for issuer in wiring.issuers {
            let fetched = try? await issuer.source.fetch()
            issuers.append((issuer.trust, fetched.flatMap { try? JWKSet(json: $0.body, rsaAlgorithm: issuer.trust.rsaAlgorithm) }))
        }
        let explanation = TokenExplanation(of: text, issuers: issuers, at: time.now())
        try say(explanation)
        guard explanation.judgements.contains(where: { $0.sentence == nil }) else { throw ExitCode.failure }
    }

    private func say(_ explanation: TokenExplanation) throws {
        if let header = explanation.header {
            print("Header:")
            try Terminal.json(.object(header))
        }
        if let claims = explanation.claims {
            print("Claims (not verified):")
            try Terminal.json(.object(claims))
        }
        if let remark = explanation.remark { print(remark) }
        if explanation.judgements.isEmpty, explanation.claims != nil { print("No issuer is configured: set auth.issuers.") }
        for judgement in explanation.judgements {
            print("\nauth.issuer.\(judgement.issuer.name) (\(judgement.issuer.issuer)):")
            for (check, outcome) in judgement.outcomes {
                switch outcome {
                case .passed: print("  ok       \(check)")
                case .notReached: print("  -        \(check)")
                case .failed(let finding, let remedy): print("  FAILED   \(check): \(finding)\n           \(remedy)")
                }
            }
            print(judgement.sentence.map { "  The server answers 401: \($0)" } ?? "  The server accepts it.")
        }
    }
}
