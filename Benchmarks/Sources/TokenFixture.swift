import Base
import Identity
import JOSE
import SQLStorage

/// One user with API tokens and with tokens of a trusted issuer.
struct TokenFixture: Sendable {
    static let time = FixedTime()
    static let issuer = "https://login.example.org/tenant"
    static let audience = "https://memory.example.org"

    let database: TemporaryStores
    let user: User
    let provisioning = Provisioning(time: time, random: SystemRandom())

    var now: Timestamp { Self.time.now() }
    private var identity: IdentityStores { database.stores.identity }

    init() async throws {
        database = try TemporaryStores()
        let (user, personal) = try provisioning.newUser(name: "ada")
        guard try await database.stores.identity.users.add(user, personal: personal) else {
            throw Problem("the user already exists")
        }
        self.user = user
    }

    /// Tokens as their owner holds them, in clear text.
    func mint(_ count: Int, hashing: APITokenMint.Hashing = .sha256) async throws -> [BearerToken] {
        let mint = APITokenMint(
            stores: identity,
            hashing: hashing,
            time: Self.time,
            random: SystemRandom()
        )
        var tokens: [BearerToken] = []
        for number in 0..<count {
            let order = APITokenMint.Request(
                label: "token \(number)",
                owner: .user(user.id),
                workspace: user.personalWorkspace,
                scopes: .write
            )
            guard let token = BearerToken(try await mint.mint(order).secret.reveal()) else {
                throw Problem("a created token is invalid")
            }
            tokens.append(token)
        }
        return tokens
    }

    /// Stores more tokens of the same user, until there are `total`.
    func fill(upTo total: Int, from present: Int) async throws {
        guard total > present else { return }
        try await database.fill([
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(Int64(total - present)))
            INSERT INTO api_tokens (id, user_id, workspace_id, scopes, text, digest, created_at)
            SELECT lower(hex(randomblob(6))), \(user.id), \(user.personalWorkspace), 3, 'filler', randomblob(32), \(now) FROM numbers
            """
        ])
    }

    /// - Parameter lifetime: of the cache; with zero every check is uncached.
    func authenticator(lifetime: Duration = .seconds(30), verifiers: [any AccessTokenVerifier] = [])
        -> TokenAuthenticator
    {
        TokenAuthenticator(
            apiTokens: identity.apiTokens,
            pauses: identity.pauses,
            verifiers: verifiers,
            cache: PrincipalCache(revocations: RevocationEpoch(), lifetime: lifetime)
        )
    }

    /// Access tokens of a trusted issuer for one user, and the verifier that accepts them.
    func foreign(_ algorithm: Algorithm, _ count: Int = 1) throws -> (tokens: [BearerToken], verifier: TrustedIssuers) {
        let key = try SigningKey.generate(algorithm)
        let signer = JWSSigner(key: key, type: "at+jwt")
        let tokens = try (0..<count).map { number in
            guard let token = BearerToken(try signer.sign(AccessTokenSample.claims(number, at: now))) else {
                throw Problem("a signed token is invalid")
            }
            return token
        }
        let trust = IssuerTrust(name: "example", issuer: Self.issuer, audiences: [Self.audience])
        let keys = FixedKeys(set: JWKSet(keys: [key.verificationKey]))
        return (
            tokens,
            TrustedIssuers([
                IssuerVerifier(trust: trust, keys: keys, stores: identity, provisioning: provisioning)
            ])
        )
    }
}

/// The claims of a provider's access token, in typical number and length.
enum AccessTokenSample {
    /// - Parameter number: 0…9, distinguishes tokens of the same moment.
    static func claims(_ number: Int = 0, at now: Timestamp) -> [String: JSONValue] {
        [
            "iss": .string(TokenFixture.issuer), "aud": .string(TokenFixture.audience),
            "sub": .string("00u1a2b3c4d5e6f7g8h9"),
            "client_id": .string("0oa9h8g7f6e5d4c3b2a1"),
            "scope": .string("openid memory:read memory:write"),
            "exp": .integer(now.seconds + 3_600), "iat": .integer(now.seconds),
            "nbf": .integer(now.seconds),
            "jti": .string("AT.mYx3kq0e2v5r8u1w4z7c0f3i6l9o2r5\(number)"), "preferred_username": .string("grace"),
        ]
    }
}

/// A clock that stands still: cache entries do not expire in the middle of a round.
struct FixedTime: TimeSource {
    func now() -> Timestamp { Timestamp(seconds: 1_795_251_420) }
}

struct FixedKeys: KeySource {
    let set: JWKSet

    func keys(at now: Timestamp) async throws -> IssuerKeys { IssuerKeys(set: set, version: 1) }
    func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? { nil }
}
