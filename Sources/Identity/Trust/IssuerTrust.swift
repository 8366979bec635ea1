package import Base
package import JOSE

/// An issuer whose access tokens we accept, and how they are to be read. A value: all that a preset knows can be set by
/// hand.
package struct IssuerTrust: Sendable {
    /// Its short name in the settings: `okta`.
    package var name: String
    /// `iss` to the letter, trailing slash included (RFC 9068 §4). Also the issuer users are known by.
    package var issuer: String
    /// Other spellings of the same issuer: Entra's v1 and v2, Google with and without a scheme.
    package var aliases: Set<Identifier> = []
    /// One of them must be in the token: tokens for another service of the same issuer stay outside. Never empty.
    package var audiences: Set<Identifier>
    /// Where the audience stands: `aud`, or what a provider without audiences has instead. One match in any of them
    /// suffices.
    package var audienceClaims: [ClaimPath] = ["aud"]
    /// Names besides, in some tokens, the resource they were asked for (RFC 8707); where it does, that must be an
    /// audience of ours or one of `resources`.
    package var resourceClaim: ClaimPath?
    /// What this server is called as a resource.
    package var resources = ResourceCatalogue(names: [])
    /// The signature algorithms accepted; a key's own `alg` narrows them further.
    package var algorithms: Set<Algorithm> = [.rs256, .es256, .ed25519]
    /// The values of the header's `typ` accepted.
    package var types: TokenTypes = .foreignAccessToken
    /// How its ID tokens are told from its access tokens.
    package var idTokens: IDTokenRule = .suspicion
    /// Claims that must be there, with one of the values given, or with any value when the set is empty.
    package var requiredClaims: [ClaimPath: Set<Identifier>] = [:]
    /// Claims that need not be there, but must have one of the values given where they are.
    package var fixedClaims: [ClaimPath: Set<Identifier>] = [:]
    /// How far its clock and ours may differ.
    package var leeway: Duration = .seconds(60)
    package var claims = ClaimPaths()
    package var scopes = ScopeMapping()
    /// What clients that are sent to it ask for, in its own words; empty for ours.
    package var requestScopes: [String] = []
    /// Its people are called by their verified email address, rather than by `claims.userName`.
    package var emailAsName = false
    /// Refuses people whose token does not carry `email_verified: true`.
    package var requiresVerifiedEmail = false
    /// Clients that are application back ends, with the workspace (name or id) each is bound to. Their own tokens
    /// (client credentials) may name any `user_id` in it. Everybody else's tokens are those of persons.
    package var services: [Identifier: String] = [:]
    package var clientTokens: ClientTokenRule = .subjectIsClient

    package init(name: String, issuer: String, audiences: [String]) {
        self.name = name
        self.issuer = issuer
        self.audiences = audiences.identifiers
    }

    /// Where things stand in its tokens.
    package struct ClaimPaths: Sendable, Hashable {
        /// What identifies the person for ever, together with the issuer. A client's own token may lack it.
        package var subject: ClaimPath = "sub"
        /// What to call them; the first that is there.
        package var userName: [ClaimPath] = ["preferred_username", "username"]
        package var displayName: [ClaimPath] = ["name"]
        package var email: [ClaimPath] = ["email"]
        package var emailVerified: ClaimPath = "email_verified"
        package var client: [ClaimPath] = ["client_id", "azp", "cid", "appid"]
        /// The first that names a scope of ours.
        package var scopes: [ClaimPath] = ["scope", "scp", "scopes"]
        /// Holds, where it is, all that the person may do, so that nothing of ours in it means nothing.
        package var allScopes: ClaimPath?
        package var roles: [ClaimPath] = ["roles", "groups"]

        package init() {}
    }

    /// How a token a client got for itself (RFC 6749 §4.4) is told from one it got for a person.
    package enum ClientTokenRule: Sendable, Hashable {
        /// `sub` is the client's own id (RFC 9068 §2.2).
        case subjectIsClient
        /// The claim has one of these values; `*` stands for the client's id.
        case claim(ClaimPath, Set<Identifier>)
        /// The claim that persons' tokens always have is absent.
        case without(ClaimPath)
    }

    /// What the operator chose that lets in more than need be; to be said at every start.
    package var remarks: [String] {
        let accepted = audiences.sorted().map(\.text).joined(separator: " or ")
        var remarks: [String] = []
        if idTokens == .noDifference {
            remarks.append(
                "auth.issuer.\(name).acceptIdTokens is on: every application that a person logs in to at \(issuer) with the audience "
                    + "\(accepted) can act as them here"
            )
        }
        // Cognito's is no choice of the operator's, and the resource is looked at besides.
        let standIns = resourceClaim == nil ? audienceClaims.filter { $0 != "aud" } : []
        if !standIns.isEmpty {
            remarks.append(
                "auth.issuer.\(name).audienceClaims: every token of \(issuer) whose \(standIns.map(\.description).joined(separator: " or ")) "
                    + "is \(accepted) opens this server, whatever service it was made for"
            )
        }
        return remarks
    }

    /// All names its tokens may carry in `iss`.
    var issuers: Set<Identifier> { aliases.union([Identifier(issuer)]) }

    /// What an operator must correct before the server can start, for all the issuers together; empty when nothing.
    package static func problems(of trusts: [IssuerTrust]) -> [String] {
        var named: [Identifier: IssuerTrust] = [:]
        var problems = trusts.flatMap(\.problems)
        for trust in trusts {
            for issuer in trust.issuers.sorted() {
                // A token chooses by its issuer alone, so the second would never be asked.
                if let other = named[issuer] {
                    problems.append(
                        "auth.issuer.\(trust.name): auth.issuer.\(other.name) has the issuer \(issuer) too, and tokens say no more than their "
                            + "issuer; keep one of them, with all their audiences: "
                            + trust.audiences.union(other.audiences).sorted().map(\.text).joined(separator: ",")
                    )
                }
                named[issuer] = trust
            }
        }
        return problems
    }

    /// The same, of this one alone.
    var problems: [String] {
        var problems: [String] = []
        if issuer.isEmpty { problems.append("auth.issuer.\(name): the issuer's URL is missing") }
        if audiences.isEmpty {
            problems.append(
                "auth.issuer.\(name): at least one audience is needed, or tokens for any other service would be accepted"
            )
        }
        if idTokens == .everyJWT {
            problems.append(
                "auth.issuer.\(name): its access tokens are opaque, so that none could be accepted; let people log in at it instead "
                    + "(login.providers: \(name))"
            )
        }
        if audienceClaims.isEmpty { problems.append("auth.issuer.\(name): no claim is named that holds the audience") }
        if algorithms.isEmpty { problems.append("auth.issuer.\(name): no signature algorithm is accepted") }
        if leeway < .zero || leeway > .seconds(300) {
            problems.append("auth.issuer.\(name): the leeway must be from 0 to 300 seconds")
        }
        return problems
    }
}
