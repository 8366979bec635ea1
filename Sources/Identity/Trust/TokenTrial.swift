import Base
import JOSE

/// One token tried with one issuer: the input of the steps, and their results so far.
struct TokenTrial: Sendable {
    let trust: IssuerTrust
    let token: UnverifiedClaims
    let keys: any KeySource
    /// The accounts; nil without a database, and then this check passes.
    let accounts: (any BearerAccounts)?
    let now: Timestamp

    /// The verified claims; nil until the signature is verified.
    private(set) var verified: Claims?
    /// The person or service of the token; nil until the token identifies it completely.
    private(set) var holder: TokenHolder?
    /// The account or workspace; nil until it was found and may be used.
    private(set) var account: BearerAccount?

    init(
        _ token: UnverifiedClaims,
        trust: IssuerTrust,
        keys: any KeySource,
        accounts: (any BearerAccounts)?,
        at now: Timestamp
    ) {
        self.token = token
        self.trust = trust
        self.keys = keys
        self.accounts = accounts
        self.now = now
    }

    /// The verified claims when the signature is valid; otherwise the unverified ones.
    var claims: ClaimReader { ClaimReader(values: verified?.values ?? token.values) }

    /// Verifies the signature. When no key fits, tries once more with newer keys if a new fetch is allowed.
    mutating func verify() async -> [TokenFailure] {
        let seen: IssuerKeys
        do { seen = try await keys.keys(at: now) } catch {
            let cause = (error as? Fault)?.cause ?? error
            let lacking = TokenFailure(
                .key,
                "the issuer's keys cannot be fetched: \(cause)",
                "Run agent-memory doctor to see why.",
                error
            )
            // Failures that depend only on the header are reported without keys too.
            return [lacking] + verify(with: .empty).filter { $0.problem.check != .key }
        }
        let failures = verify(with: seen.set)
        guard failures.contains(where: { $0.isOfKey }), let newer = await keys.keys(newerThan: seen, at: now) else {
            return failures
        }
        return verify(with: newer.set)
    }

    private mutating func verify(with keys: JWKSet) -> [TokenFailure] {
        do throws(JOSEError) {
            verified = try JWSVerifier(algorithms: trust.algorithms, types: trust.types).verify(token, keys: keys)
            return []
        } catch {
            let problem = TokenProblem(error, header: token.header, trust, keys)
            return [TokenFailure(problem, TokenRefusal(error).fault(cause: error))]
        }
    }

    /// Identifies the person or service of the token, and whether it may use this server.
    mutating func identify() async throws -> [TokenFailure] {
        let holder: TokenHolder
        do { holder = try trust.holder(claims) } catch let malformed as ClaimReader.Malformed {
            return TokenFailure.refused([TokenProblem(malformed)])
        } catch let fault as Fault where fault.code == .accessDenied {
            let remedy = fault.hints.advice ?? "Check who is allowed: auth.issuer.\(trust.name)."
            return [TokenFailure(.person, fault.detail, remedy, fault)]
        }
        self.holder = holder
        guard let accounts else { return [] }
        switch holder.kind {
        case .service(let name):
            guard let workspace = try await accounts.workspace(name) else {
                let fault = Fault(.accessDenied, "The workspace this client is bound to does not exist.")
                let remedy =
                    "Create it (agent-memory workspace add \(name)), or correct auth.issuer.\(trust.name).services."
                return [TokenFailure(.person, fault.detail, remedy, fault)]
            }
            account = .service(workspace)
        case .person(let person, let name):
            guard let user = try await accounts.user(person, name: name) else { return [] }
            guard user.status == .active else {
                let refusal = CredentialRefusal(.disabled, "an access token of the issuer \(trust.name)")
                return [
                    TokenFailure(
                        .person,
                        "the account “\(user.name)” is disabled here",
                        "To allow the person again, run agent-memory user enable \(user.name).",
                        refusal.fault()
                    )
                ]
            }
            account = .person(user)
        }
        return []
    }
}

/// The account of a token's holder on this server.
enum BearerAccount: Sendable {
    case person(User)
    case service(Workspace)
}

/// Looks up the holder of a token: the server creates a missing account, `token explain` does not.
protocol BearerAccounts: Sendable {
    /// The user of the person; nil when there is no account yet.
    func user(_ person: UpstreamIdentity, name: String) async throws -> User?
    func workspace(_ nameOrID: String) async throws -> Workspace?
}

extension TokenFailure {
    /// Whether other keys might verify the token.
    fileprivate var isOfKey: Bool { ((error as? Fault)?.cause as? JOSEError).map { TokenRefusal($0) == .key } ?? false }
}
