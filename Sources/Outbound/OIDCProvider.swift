package import Authorization
package import Base
package import Identity
package import JOSE

/// Login at an OpenID provider: code flow with PKCE, ID token verified by OIDC Core §3.1.3.7. Claims missing in the ID
/// token come from the userinfo endpoint.
package struct OIDCProvider: IdentityProvider {
    package struct Options: Sendable {
        package let name: String
        package let title: String
        package let issuer: String
        package let clientID: String
        /// Nil for a public client.
        package let clientSecret: Secret?
        package var scopes = "openid profile email"
        package var groupsClaim = "groups"
        /// The claim of the ID token that identifies the user permanently, together with the issuer.
        package var subjectClaim = "sub"
        package var algorithms: Set<Algorithm> = [.rs256, .es256, .ps256, .ed25519]
        package var discoveryURL: String?
        /// The size limit of an ID token. It comes in the body of a response, where no header limit applies.
        package var idTokenBytes = 256 << 10
        /// The URL of its keys, if it differs from the one in the document.
        package var jwksURL: String?

        package init(name: String, title: String, issuer: String, clientID: String, clientSecret: Secret?) {
            self.name = name
            self.title = title
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
        }
    }

    private let options: Options
    private let http: GuardedHTTP
    private let discovered: IssuerMetadata
    private let source: JWKSKeySource
    private let keys: JWKSKeyCache

    package init(_ options: Options, http: GuardedHTTP, time: any TimeSource) {
        self.options = options
        self.http = http
        discovered = IssuerMetadata(issuer: options.issuer, document: options.discoveryURL, http: http, time: time)
        source = JWKSKeySource(options.jwksURL.map { .keySet($0) } ?? .discovered(discovered), http: http)
        keys = JWKSKeyCache(source, algorithms: options.algorithms)
    }

    /// A report for an operator who wants to check a provider before the first login.
    /// - Throws: as `JWKSKeySource.examine`; `DiscoveryFailure` without the endpoints of a login.
    package func examine(_ time: any TimeSource) async throws -> JWKSKeySource.Examination {
        let metadata = try await discovered.current()
        guard metadata.authorizationEndpoint != nil else { throw DiscoveryFailure.incomplete("authorization_endpoint") }
        guard metadata.tokenEndpoint != nil else { throw DiscoveryFailure.incomplete("token_endpoint") }
        return try await source.examine(for: options.algorithms, time)
    }

    package var name: String { options.name }
    package var title: String { options.title }

    package func authorizationURL(_ question: LoginQuestion) async throws -> String {
        guard let endpoint = try await metadata().authorizationEndpoint else {
            throw unavailable(DiscoveryFailure.incomplete("authorization_endpoint"))
        }
        var parameters = [
            ("response_type", "code"), ("client_id", options.clientID), ("redirect_uri", question.redirectURI),
            ("scope", options.scopes), ("state", question.state), ("nonce", question.nonce),
            ("code_challenge", question.challenge), ("code_challenge_method", "S256"),
        ]
        if let hint = question.loginHint { parameters.append(("login_hint", hint)) }
        if question.forceLogin { parameters.append(("prompt", "login")) }
        return Self.url(endpoint, parameters)
    }

    package func identity(_ callback: LoginCallback, at now: Timestamp) async throws -> UpstreamIdentity {
        let metadata = try await metadata()
        // Mix-up: a response of one provider delivered as another's (RFC 9207 §2.4, RFC 9700 §4.4).
        guard metadata.issuer.isExactly(callback.issuer) || (callback.issuer == nil && !metadata.sendsIssuerParameter)
        else {
            throw Self.refused(
                LoginRefusal(
                    claim: "the parameter iss of the callback",
                    wanted: [metadata.issuer],
                    found: callback.issuer.map { [$0] } ?? []
                )
            )
        }
        let tokens = try await redeem(callback, metadata)
        guard let idToken = tokens["id_token"]?.string else {
            throw Self.refused(LoginRefusal("the token response has no id_token; the scope openid gives one"))
        }
        let claims = try await verifiedClaims(idToken, at: now)
        let check = IDTokenCheck(
            issuer: metadata.issuer,
            clientID: options.clientID,
            nonce: callback.nonce,
            accessToken: tokens["access_token"]?.string,
            subjectClaim: options.subjectClaim
        )
        let (subject, person) = try check.subjects(of: claims, at: now)
        var values = claims.values
        if values["email"] == nil || values[options.groupsClaim] == nil, let endpoint = metadata.userinfoEndpoint,
            let accessToken = tokens["access_token"]?.string
        {
            // `email_verified` counts only from the source that has the email.
            if values["email"] == nil { values["email_verified"] = nil }
            values.merge(await userinfo(endpoint, Secret(accessToken), subject: subject)) { own, _ in own }
        }
        return UpstreamIdentity(
            identity: ExternalIdentity(issuer: metadata.issuer, subject: person),
            email: values["email"]?.string,
            emailVerified: values["email_verified"] == .bool(true),
            preferredUsername: values["preferred_username"]?.string,
            name: values["name"]?.string,
            groups: Self.groups(values[options.groupsClaim]),
            idToken: idToken.utf8.count <= Self.longestHint ? idToken : nil,
            authenticatedAt: try? claims.time("auth_time")
        )
    }

    /// At logout the ID token goes into a URL. A token too long for that is left out, and the provider asks the user.
    private static let longestHint = 4_096

    package func logoutURL(idToken: String?, returnTo: String) async -> String? {
        guard let endpoint = try? await metadata().endSessionEndpoint else { return nil }
        var parameters = [("client_id", options.clientID), ("post_logout_redirect_uri", returnTo)]
        if let idToken { parameters.append(("id_token_hint", idToken)) }
        return Self.url(endpoint, parameters)
    }

    private static func url(_ endpoint: String, _ parameters: [(String, String)]) -> String {
        endpoint + (endpoint.contains("?") ? "&" : "?") + Percent.encode(parameters)
    }

    // MARK: Steps

    private func redeem(_ callback: LoginCallback, _ metadata: OIDCMetadata) async throws -> JSONValue {
        guard let endpoint = metadata.tokenEndpoint else {
            throw unavailable(DiscoveryFailure.incomplete("token_endpoint"))
        }
        var form = [
            ("grant_type", "authorization_code"), ("code", callback.code), ("redirect_uri", callback.redirectURI),
            ("code_verifier", callback.verifier),
        ]
        var basic: (id: String, secret: Secret)?
        if let secret = options.clientSecret, metadata.tokenEndpointMethods.contains("client_secret_basic") {
            basic = (options.clientID, secret)
        } else {
            form.append(("client_id", options.clientID))
            if let secret = options.clientSecret { form.append(("client_secret", secret.reveal())) }
        }
        let response: GuardedHTTP.Response
        do { response = try await http.post(endpoint, form: form, basic: basic) } catch { throw unavailable(error) }
        let tokens = try? StrictJSON.parse(response.body)
        guard response.status == 200, let tokens else {
            // Only the code of the error: its description is free text and may repeat the request.
            let error = tokens?["error"]?.string.map { ", error=\(LoginRefusal.shown($0))" }
            throw Self.refused(LoginRefusal("the token endpoint answered \(response.status)\(error ?? "")"))
        }
        return tokens
    }

    private func verifiedClaims(_ idToken: String, at now: Timestamp) async throws -> Claims {
        let verifier = JWSVerifier(algorithms: options.algorithms, types: .idToken)
        let seen: IssuerKeys
        do { seen = try await keys.keys(at: now) } catch { throw unavailable(error) }
        do throws(JOSEError) {
            let jws = try JWS(compact: idToken, limit: options.idTokenBytes)
            do throws(JOSEError) {
                return try Claims(verifier.verify(jws, keys: seen.set))
            } catch {
                // The provider may have rotated its keys since the last fetch.
                guard error == .unknownKey || error == .badSignature,
                    let newer = await keys.keys(newerThan: seen, at: now)
                else {
                    throw error
                }
                return try Claims(verifier.verify(jws, keys: newer.set))
            }
        } catch {
            throw Self.refused(LoginRefusal("the ID token: \(error)"))
        }
    }

    /// Used only when it is about the same user (OIDC Core §5.3.2); a failure leaves the ID token's claims unchanged.
    private func userinfo(_ endpoint: String, _ accessToken: Secret, subject: String) async -> [String: JSONValue] {
        guard let response = try? await http.get(endpoint, bearer: accessToken), response.status == 200,
            let claims = try? StrictJSON.parse(response.body).object, subject.isExactly(claims["sub"]?.string)
        else { return [:] }
        return claims
    }

    private func metadata() async throws -> OIDCMetadata {
        do { return try await discovered.current() } catch { throw unavailable(error) }
    }

    /// An array of names, or one text separated by commas (glewlwyd).
    private static func groups(_ value: JSONValue?) -> [String] {
        if let list = value?.array { return list.compactMap(\.string) }
        return value?.string?.split(separator: ",").map { String($0.drop { $0 == " " }) } ?? []
    }

    private func unavailable(_ cause: any Error) -> Fault {
        Fault(
            .unavailable,
            "\(options.title) cannot be reached at the moment.",
            hints: .init(retryAfter: 30),
            cause: cause
        )
    }

    static func refused(_ why: LoginRefusal) -> Fault {
        Fault(.accessDenied, "The login could not be verified.", cause: why)
    }
}
