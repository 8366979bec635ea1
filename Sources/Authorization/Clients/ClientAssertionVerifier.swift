package import Base
import Identity
package import JOSE

/// Client authentication by a signed assertion (`private_key_jwt`, RFC 7523 §2.2 and §3, with rfc7523bis).
package struct ClientAssertionVerifier: Sendable {
    let issuer: String
    let oneTime: any OneTimeStore
    /// Fetches `jwks_uri` through the SSRF guard; nil accepts registered `jwks` only.
    let keySets: (any ClientKeySource)?

    /// The algorithms that an assertion may be signed with.
    static let algorithms: [Algorithm] = [.rs256, .ps256, .es256, .ed25519]
    /// Their `alg` names, for the metadata.
    package static let algorithmNames = algorithms.map(\.name)
    /// The longest lifetime of an assertion: a longer one would be a password with a signature.
    private static let longestLife = Duration.seconds(600)
    private static let leeway = Duration.seconds(60)
    private static let verifier = JWSVerifier(
        algorithms: Set(algorithms),
        types: TokenTypes(["JWT", "client-authentication+jwt"], orAbsent: true)
    )

    /// The client whose keys to verify with; trusted only after `verify`.
    func subject(of assertion: String) throws -> String {
        guard let jws = try? JWS(compact: assertion, limit: 8_192), let claims = try? UnverifiedClaims(jws),
            let subject = claims.values["sub"]?.string
        else { throw ClientAuthenticator.failed }
        return subject
    }

    func verify(_ assertion: String, of client: Client, at now: Timestamp) async throws {
        let claims = try await verifiedClaims(assertion, of: client, at: now)
        // One audience, and it is our issuer: the token endpoint's URL would let an assertion made for a look-alike
        // pass (rfc7523bis §4).
        guard case .success(let audience) = Result(catching: claims.audience), audience.count == 1,
            issuer.isExactly(audience[0]),
            client.id.rawValue.isExactly(claims["iss"]?.string), client.id.rawValue.isExactly(claims["sub"]?.string),
            let expiresAt = try? claims.expiresAt(), case .success(let notBefore) = Result(catching: claims.notBefore),
            case .success(let issuedAt) = Result(catching: claims.issuedAt),
            let id = claims["jti"]?.string, !id.isEmpty, id.utf8.count <= 256
        else { throw ClientAuthenticator.failed }
        let soon = now.advanced(by: Self.leeway)
        guard expiresAt.advanced(by: Self.leeway) > now, notBefore ?? now <= soon, issuedAt ?? now <= soon,
            expiresAt <= now.advanced(by: Self.longestLife)
        else { throw ClientAuthenticator.failed }
        guard
            try await oneTime.claim(
                "\(client.id.rawValue) \(id)",
                purpose: "client-assertion",
                until: expiresAt.advanced(by: Self.leeway),
                at: now
            )
        else { throw ClientAuthenticator.failed }
    }

    private func verifiedClaims(_ assertion: String, of client: Client, at now: Timestamp) async throws -> Claims {
        let keys = try await keys(of: client, at: now)
        do throws(JOSEError) {
            let jws = try JWS(compact: assertion, limit: 8_192)
            do throws(JOSEError) {
                return try Claims(Self.verifier.verify(jws, keys: keys))
            } catch {
                // The client may have rotated since we looked (OIDC Core §10.1.1).
                guard error == .unknownKey, client.keys == nil, let uri = client.keysURI,
                    let newer = await keySets?.newerKeys(at: uri, now: now)
                else { throw error }
                return try Claims(Self.verifier.verify(jws, keys: newer))
            }
        } catch {
            throw Fault(.invalidClient, ClientAuthenticator.failed.detail, cause: error)
        }
    }

    private func keys(of client: Client, at now: Timestamp) async throws -> JWKSet {
        if let registered = client.keys {
            guard let bytes = try? StrictJSON.encode(registered), let keys = try? JWKSet(json: bytes) else {
                throw ClientAuthenticator.failed
            }
            return keys
        }
        guard let uri = client.keysURI, let keySets else { throw ClientAuthenticator.failed }
        return try await keySets.keys(at: uri, now: now)
    }
}

/// Fetches a client's `jwks_uri`, guarded against SSRF, cached and bounded.
package protocol ClientKeySource: Sendable {
    func keys(at uri: String, now: Timestamp) async throws -> JWKSet
    /// Fetches the keys again, for an assertion signed with an unknown key. Nil when they were fetched a moment ago or
    /// cannot be fetched.
    func newerKeys(at uri: String, now: Timestamp) async -> JWKSet?
}
