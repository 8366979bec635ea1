import Authorization
import Base
import Settings
import Testing

@Suite struct SigningSettingsTests {
    private static let long = String(repeating: "s", count: 32)

    @Test(
        "A shared secret is used only if the algorithm is HS256",
        arguments: [
            ([:], .rs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256"], .hs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "AGENT_MEMORY_OAUTH_SHARED_SECRET": long], .hs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "MCP_OAUTH_SECRET_KEY": long], .hs256, nil),
            // A shared secret alone does not select HS256.
            (["MCP_OAUTH_SECRET_KEY": "short"], .rs256, nil),
            (
                ["AGENT_MEMORY_OAUTH_SHARED_SECRET": long], nil,
                "oauth.sharedSecret is set, but oauth.algorithm is RS256 and not HS256"
            ),
            (
                ["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "AGENT_MEMORY_OAUTH_SHARED_SECRET": "short"], nil,
                "has 5 bytes"
            ),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "MCP_OAUTH_PRIVATE_KEY": "pem"], nil, "which has no key pair"),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "none"], nil, "is not one of"),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS512"], nil, "is not one of"),
        ] as [([String: String], TokenAlgorithm?, String?)]
    )
    func sharedSecrets(
        environment: [String: String],
        algorithm: TokenAlgorithm?,
        problem: String?
    ) throws {
        let inputs = SettingInputs(environment: environment)
        #expect((try? ServerSettings(inputs))?.oauth.signing.algorithm == algorithm)
        let found = sentences(inputs)
        #expect(found.count == (problem == nil ? 0 : 1) && found.allSatisfy { $0.contains(problem ?? "") })
    }
}
