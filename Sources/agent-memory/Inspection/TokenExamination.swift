import Authorization
import Base
import Identity
import JOSE
import Outbound
import SQLStorage
import Settings

/// Explains a token for `token explain` and for the administrators' page: with the keys that the issuers publish now,
/// and without changing anything.
struct TokenExamination: Sendable {
    let settings: ServerSettings

    /// - Returns: the explanation, and whether any issuer is configured.
    func explain(_ text: String) async throws -> (explanation: TokenExplanation, hasIssuers: Bool) {
        var issuers: [TokenExplanation.Issuer] = []
        for issuer in try await TrustedIssuerWiring(settings).issuers {
            issuers.append(.init(issuer.trust, keys: await Self.keys(of: issuer)))
        }
        let auth = settings.auth
        let database = try? Wiring.look(settings)
        let stores = database?.stores.identity
        // Without them, perhaps because of another schema version, only its issuer shows that a token is the server's.
        let ownKeys = (try? await database?.stores.authorization.keys.keys()) ?? []
        let explanation = await TokenExplanation(
            of: text,
            issuers: issuers,
            stores: stores,
            ownIssuer: settings.ownIssuer,
            ownKeys: Set(ownKeys.map { Identifier($0.id) }),
            preset: auth.preset.flatMap { secret in
                stores.map { PresetToken(secret, userName: auth.presetUser, stores: $0) }
            },
            at: Surroundings.time.now()
        )
        return (explanation, !issuers.isEmpty)
    }

    private static func keys(of issuer: TrustedIssuerWiring.Issuer) async -> Result<JWKSet, any Error> {
        do {
            return .success(try JWKSet(usable: try await issuer.source.fetch().body, for: issuer.trust.algorithms))
        } catch {
            return .failure(error)
        }
    }
}
