package import Base
package import JOSE

/// An issuer whose access tokens are accepted, and how to read them. A value type: everything a preset sets can also be
/// set by hand.
package struct IssuerTrust: Sendable {
    /// Its short name in the settings: `okta`.
    package var name: String
    /// The issuer exactly as in `iss`, with any trailing slash (RFC 9068 §4). Also the issuer in users' external
    /// identities.
    package var issuer: String
    /// Other spellings of the same issuer: Entra's v1 and v2, Google with and without a scheme.
    package var aliases: Set<Identifier> = []
    /// The accepted audiences; a token needs one of them, so that tokens for other services of the issuer are refused.
    /// Never empty.
    package var audiences: Set<Identifier>
    /// The claims that contain the audience: `aud`, or the claim that providers without audiences use instead. One
    /// match in any of them is enough.
    package var audienceClaims: [ClaimPath] = ["aud"]
    /// The claim that names the requested resource (RFC 8707) in some tokens. When present, it must be one of
    /// `audiences` or `resources`.
    package var resourceClaim: ClaimPath?
    /// The names of this server as a resource.
    package var resources = ResourceCatalogue(names: [])
    /// The accepted signature algorithms; a key's own `alg` narrows them further.
    package var algorithms: Set<Algorithm> = [.rs256, .es256, .ed25519]
    /// The accepted values of `typ` in the header.
    package var types: TokenTypes = .foreignAccessToken
    /// How to tell its ID tokens from its access tokens.
    package var idTokens: IDTokenRule = .suspicion
    /// Required claims with the allowed values; an empty set allows any value.
    package var requiredClaims: [ClaimPath: Set<Identifier>] = [:]
    /// Optional claims with the allowed values, checked when the claim is present.
    package var fixedClaims: [ClaimPath: Set<Identifier>] = [:]
    /// The maximum difference between its clock and the server's.
    package var leeway: Duration = .seconds(60)
    package var claims = ClaimPaths()
    package var scopes = ScopeMapping()
    /// The scopes that clients request from it, in its own names; empty for this server's names.
    package var requestScopes: [String] = []
    /// Whether people are named by their verified email address instead of `claims.userName`.
    package var emailAsName = false
    /// Whether to refuse people whose token does not contain `email_verified: true`.
    package var requiresVerifiedEmail = false
    /// Clients that are application back ends, with the workspace (name or id) of each. Their own tokens (client
    /// credentials) can use any `user_id` in it. All other tokens belong to people.
    package var services: [Identifier: String] = [:]
    package var clientTokens: ClientTokenRule = .subjectIsClient

    package init(name: String, issuer: String, audiences: [String]) {
        self.name = name
        self.issuer = issuer
        self.audiences = audiences.identifiers
    }

    /// The claims of its tokens that the server reads.
    package struct ClaimPaths: Sendable, Hashable {
        /// The permanent identifier of the person at this issuer. A client's own token may lack it.
        package var subject: ClaimPath = "sub"
        /// The claims for the user name; the first that is present is used.
        package var userName: [ClaimPath] = ["preferred_username", "username"]
        package var displayName: [ClaimPath] = ["name"]
        package var email: [ClaimPath] = ["email"]
        package var emailVerified: ClaimPath = "email_verified"
        package var client: [ClaimPath] = ["client_id", "azp", "cid", "appid"]
        /// The claims for scopes; the first that contains a scope of this server is used.
        package var scopes: [ClaimPath] = ["scope", "scp", "scopes"]
        /// The claim that, when present, contains all rights of the person. Without a scope of this server in it, the
        /// token has no rights.
        package var allScopes: ClaimPath?
        package var roles: [ClaimPath] = ["roles", "groups"]

        package init() {}
    }

    /// How to tell a client's own token (RFC 6749 §4.4) from one that it requested for a person.
    package enum ClientTokenRule: Sendable, Hashable {
        /// `sub` is the client's own id (RFC 9068 §2.2).
        case subjectIsClient
        /// The claim has one of these values; `*` stands for the client's id.
        case claim(ClaimPath, Set<Identifier>)
        /// The claim that people's tokens always have is absent.
        case without(ClaimPath)
    }

    /// Settings that accept more tokens than necessary, reported at every start.
    package var remarks: [String] {
        let accepted = audiences.sorted().map(\.text).joined(separator: " or ")
        var remarks: [String] = []
        if idTokens == .noDifference {
            remarks.append(
                "auth.issuer.\(name).acceptIdTokens is on: every application that a person uses at \(issuer) with the audience "
                    + "\(accepted) can act as them here"
            )
        }
        // For Cognito the operator did not choose this, and the resource is checked as well.
        let standIns = resourceClaim == nil ? audienceClaims.filter { $0 != "aud" } : []
        if !standIns.isEmpty {
            remarks.append(
                "auth.issuer.\(name).audienceClaims: every token of \(issuer) whose \(standIns.map(\.description).joined(separator: " or ")) "
                    + "is \(accepted) is accepted here, also when it was issued for another service"
            )
        }
        return remarks
    }

    /// All values that its tokens may have in `iss`.
    var issuers: Set<Identifier> { aliases.union([Identifier(issuer)]) }

    /// The problems of all issuers together. The operator must fix them before the server can start.
    package static func problems(of trusts: [IssuerTrust]) -> [String] {
        var named: [Identifier: IssuerTrust] = [:]
        var problems = trusts.flatMap(\.problems)
        for trust in trusts {
            for issuer in trust.issuers.sorted() {
                // The server chooses by the issuer alone, so the second entry would never be used.
                if let other = named[issuer] {
                    problems.append(
                        "auth.issuer.\(trust.name): auth.issuer.\(other.name) has the issuer \(issuer) too, and tokens only name their "
                            + "issuer; keep one entry with all audiences: "
                            + trust.audiences.union(other.audiences).sorted().map(\.text).joined(separator: ",")
                    )
                }
                named[issuer] = trust
            }
        }
        return problems
    }

    /// The problems of this issuer alone.
    var problems: [String] {
        var problems: [String] = []
        if issuer.isEmpty { problems.append("auth.issuer.\(name): the issuer's URL is missing") }
        if audiences.isEmpty {
            problems.append(
                "auth.issuer.\(name): at least one audience is required; without it, tokens for other services would be accepted"
            )
        }
        if idTokens == .everyJWT {
            problems.append(
                "auth.issuer.\(name): its access tokens are opaque and cannot be accepted; use it for login instead "
                    + "(login.providers: \(name))"
            )
        }
        if audienceClaims.isEmpty { problems.append("auth.issuer.\(name): audienceClaims is empty") }
        if algorithms.isEmpty { problems.append("auth.issuer.\(name): algorithms is empty") }
        if leeway < .zero || leeway > .seconds(300) {
            problems.append("auth.issuer.\(name): the leeway must be from 0 to 300 seconds")
        }
        return problems
    }
}
