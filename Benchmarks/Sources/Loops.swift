import Base
import Foundation
import Identity
import JOSE
import Memories

/// Single operations for counting from outside: `agent-memory-bench loop NAME COUNT`.
enum Loops {
    static let names = [
        "warm-api-token", "warm-jwt", "cold-api-token", "cold-es256", "cold-rs256", "policy", "read-session",
        "read-memory",
    ]

    /// Environment variable with the RSA key to use: generating one takes more instructions than everything that is
    /// counted, and never the same number.
    static let rsaKey = "AGENT_MEMORY_BENCH_RSA_KEY"

    static func run(_ name: String, _ count: Int) async throws {
        let fixture = try await TokenFixture()
        let now = fixture.now
        let text = try await fixture.mint(1)[0].reveal()
        switch name {
        case "warm-api-token":
            try await authenticate(text, count, fixture.authenticator(), at: now)
        case "warm-jwt":
            let (tokens, verifier) = try fixture.foreign(.es256)
            try await authenticate(
                tokens[0].reveal(),
                count,
                fixture.authenticator(verifiers: [verifier]),
                at: now
            )
        case "cold-api-token":
            try await authenticate(text, count, fixture.authenticator(lifetime: .zero), at: now)
        case "cold-es256", "cold-rs256":
            let algorithm = name == "cold-es256" ? Algorithm.es256 : .rs256
            let known = algorithm == .rs256 ? ProcessInfo.processInfo.environment[rsaKey] : nil
            let key =
                try known.map { try SigningKey(pem: Secret($0), algorithm: algorithm) }
                ?? SigningKey.generate(algorithm)
            let token = try JWSSigner(key: key, type: "at+jwt").sign(AccessTokenSample.claims(at: now))
            let keys = JWKSet(keys: [key.verificationKey])
            let verifier = JWSVerifier(algorithms: [algorithm], types: .accessToken)
            for _ in 0..<count { keep(try Claims(verifier.verify(JWS(compact: token), keys: keys))) }
        case "policy":
            let principal = try await fixture.authenticator().authenticate(BearerToken(text)!, at: now)
            for _ in 0..<count { keep(try AccessPolicy.access(principal, to: .write)) }
        case "read-session", "read-memory":
            let principal = try await fixture.authenticator().authenticate(BearerToken(text)!, at: now)
            try await read(fixture.memories(), fixture, as: principal, session: name == "read-session", count)
        default:
            throw Problem("unknown loop \(name); known: \(names.joined(separator: ", "))")
        }
    }

    /// Service and store, without HTTP.
    private static func read(
        _ memories: MemoryService,
        _ fixture: TokenFixture,
        as principal: Principal,
        session: Bool,
        _ count: Int
    ) async throws {
        try await HTTPGroup.fill(memories, fixture, as: principal, count: 1)
        let access = try AccessPolicy.access(principal, to: .read)
        let key = SessionKey(sessionID: "seed", userID: nil, namespace: nil)
        for _ in 0..<count {
            if session {
                keep(try await memories.workingMemory(access, key, window: nil))
            } else {
                keep(try await memories.memory(access, id: "seed-0"))
            }
        }
    }

    private static func authenticate(
        _ text: String,
        _ count: Int,
        _ authenticator: TokenAuthenticator,
        at now: Timestamp
    ) async throws {
        let header = "Bearer \(text)"
        for _ in 0..<count {
            let presented = try AuthorizationHeader.parse([header])
            if let principal = authenticator.known(presented, at: now) {
                keep(principal)
            } else {
                keep(try await authenticator.authenticate(AuthorizationHeader.read(presented), at: now))
            }
        }
    }
}
