import Base
import JOSE

/// One token before one issuer: what the steps look at, and what those before them found.
struct TokenTrial: Sendable {
    let trust: IssuerTrust
    let token: UnverifiedClaims
    let keys: any KeySource
    /// Nil where there is no database to ask: then nothing speaks against the bearer.
    let accounts: (any BearerAccounts)?
    let now: Timestamp

    /// Nil until the signature stands.
    private(set) var verified: Claims?
    /// Whom the token stands for; nil until it says so completely.
    private(set) var bearer: TokenBearer?
    /// Who that is here; nil until the account or the workspace was found, and is welcome.
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

    /// Proven ones once the signature stands; before, and after one that does not, only what the token says.
    var claims: ClaimReader { ClaimReader(values: verified?.values ?? token.values) }

    /// The signature; when no key fits, once more with newer keys if looking again is allowed.
    mutating func verify() async -> [TokenFailure] {
        let seen: IssuerKeys
        do { seen = try await keys.keys(at: now) } catch {
            let cause = (error as? Fault)?.cause ?? error
            let lacking = TokenFailure(
                .key,
                "the issuer's keys cannot be had: \(cause)",
                "See that they can be fetched: agent-memory doctor.",
                error
            )
            // What the header alone decides is wrong without keys too.
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

    /// Whom the token stands for, and whether they are welcome here.
    mutating func identify() async throws -> [TokenFailure] {
        let bearer: TokenBearer
        do { bearer = try trust.bearer(claims) } catch let malformed as ClaimReader.Malformed {
            return TokenFailure.refused([TokenProblem(malformed)])
        } catch let fault as Fault where fault.code == .accessDenied {
            let remedy = fault.hints.advice ?? "See who is admitted: auth.issuer.\(trust.name)."
            return [TokenFailure(.person, fault.detail, remedy, fault)]
        }
        self.bearer = bearer
        guard let accounts else { return [] }
        switch bearer.kind {
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
                        "If the person is welcome again: agent-memory user enable \(user.name).",
                        refusal.fault()
                    )
                ]
            }
            account = .person(user)
        }
        return []
    }
}

/// Who the bearer of a token is here.
enum BearerAccount: Sendable {
    case person(User)
    case service(Workspace)
}

/// Where the bearer of a token is looked up: the server makes an account at first sight, `token explain` only looks.
protocol BearerAccounts: Sendable {
    /// Nil for a person who has no account yet.
    func user(_ person: UpstreamIdentity, name: String) async throws -> User?
    func workspace(_ nameOrID: String) async throws -> Workspace?
}

extension TokenFailure {
    /// Other keys might verify the token.
    fileprivate var isOfKey: Bool { ((error as? Fault)?.cause as? JOSEError).map { TokenRefusal($0) == .key } ?? false }
}
