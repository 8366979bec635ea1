package import Base
package import Identity
import JOSE

/// Login with passkeys (WebAuthn Level 3), and the passkeys of a person.
package struct Passkeys: Sendable {
    package let party: RelyingParty
    private let store: any PasskeyStore
    private let challenges: PasskeyChallenges
    private let random: any RandomSource

    /// The most passkeys of one person.
    package static let limit = 20
    /// The longest name in characters.
    package static let longestName = 60

    /// - Parameter secret: nil for one of this process.
    package init(
        party: RelyingParty,
        store: any PasskeyStore,
        spent: any OneTimeStore,
        secret: PageSecret? = nil,
        random: any RandomSource
    ) {
        self.party = party
        self.store = store
        self.random = random
        challenges = PasskeyChallenges(secret ?? PageSecret(random: random), spent: spent, random: random)
    }

    // MARK: Registration

    /// `PublicKeyCredentialCreationOptionsJSON` (WebAuthn §5.1.9) as JSON text: a discoverable credential that verifies
    /// the person, without attestation.
    /// - Parameter browser: the secret of the session's cookie.
    package func creationOptions(for user: User, browser: Secret, at now: Timestamp) async throws -> String {
        let known = try await store.passkeys(of: user.id)
        let challenge = challenges.issue(for: Self.purpose(user), browser: browser, at: now)
        return try Self.text([
            "rp": ["id": .string(party.id), "name": "Agent Memory"],
            "user": [
                "id": Self.encoded(Array(user.id.rawValue.utf8)), "name": .string(user.name),
                "displayName": .string(user.displayName ?? user.name),
            ],
            "challenge": Self.encoded(challenge),
            "pubKeyCredParams": .array(
                PasskeyKey.algorithms.map { ["type": "public-key", "alg": .integer(Int64($0))] }
            ),
            "excludeCredentials": .array(
                known.map { ["type": "public-key", "id": Self.encoded($0.credential)] }
            ),
            "authenticatorSelection": [
                "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
            ],
            "attestation": "none", "timeout": Self.timeout,
        ])
    }

    /// Adds the passkey that the browser made.
    /// - Parameters:
    ///   - response: `RegistrationResponseJSON`.
    ///   - name: without blanks at its ends; empty becomes "Passkey".
    /// - Throws: `validationFailed` with what to do.
    package func register(
        _ response: String,
        name: String,
        for user: User,
        browser: Secret,
        at now: Timestamp
    ) async throws -> Passkey {
        let made: PasskeyCeremony.Registered
        do {
            let response = try PasskeyResponse.registration(response)
            let client = try ClientStatement(response.clientData, of: .registration, at: party)
            try await challenges.spend(client.challenge, for: Self.purpose(user), browser: browser, at: now)
            made = try PasskeyCeremony.register(response, challenge: client.challenge, at: party)
        } catch let flaw as PasskeyFlaw {
            throw Fault(
                .validationFailed,
                "This passkey was not accepted. Try again.",
                cause: LoginRefusal("a new passkey of \(LoginRefusal.shown(user.name)): \(flaw.rawValue)")
            )
        }
        let passkey = Passkey(
            id: ID("pk_" + random.token(bytes: 12)),
            user: user.id,
            credential: made.credential,
            publicKey: made.publicKey,
            counter: made.counter,
            name: try Self.name(name),
            isBackupEligible: made.isBackupEligible,
            isBackedUp: made.isBackedUp,
            createdAt: now
        )
        switch try await store.add(passkey, limit: Self.limit) {
        case .added: return passkey
        case .taken: throw Fault(.validationFailed, "This passkey is registered already.")
        case .full: throw Fault(.validationFailed, "You have \(Self.limit) passkeys. Remove one first.")
        }
    }

    // MARK: Login

    /// `PublicKeyCredentialRequestOptionsJSON` (WebAuthn §5.1.10) as JSON text. It names no passkey, so it is the same
    /// for everyone and tells nothing about who has an account.
    /// - Parameter browser: the secret of the browser's cookie.
    package func requestOptions(browser: Secret, at now: Timestamp) throws -> String {
        try Self.text([
            "rpId": .string(party.id), "userVerification": "required", "allowCredentials": [],
            "challenge": Self.encoded(challenges.issue(for: Self.login, browser: browser, at: now)),
            "timeout": Self.timeout,
        ])
    }

    /// The person whose passkey signed the challenge of this browser's login page.
    /// - Parameter response: `AuthenticationResponseJSON`.
    /// - Throws: `accessDenied`, the same for every cause.
    package func logIn(_ response: String, browser: Secret, at now: Timestamp) async throws -> User {
        var name: String?
        do {
            let response = try PasskeyResponse.login(response)
            let client = try ClientStatement(response.clientData, of: .login, at: party)
            try await challenges.spend(client.challenge, for: Self.login, browser: browser, at: now)
            guard let (passkey, user) = try await store.passkey(response.credential) else { throw PasskeyFlaw.unknown }
            name = user.name
            let used = try PasskeyCeremony.use(passkey, response, challenge: client.challenge, at: party)
            let isCounted = try await store.use(
                passkey.id,
                counter: used.counter,
                isBackedUp: used.isBackedUp,
                at: now
            )
            guard isCounted else { throw PasskeyFlaw.counter }
            return user
        } catch let flaw as PasskeyFlaw {
            let whose = name.map { "a passkey of \(LoginRefusal.shown($0))" } ?? "a passkey"
            throw Fault(
                .accessDenied,
                "This passkey was not accepted. Try again, or log in another way.",
                cause: LoginRefusal("\(whose): \(flaw.rawValue)")
            )
        }
    }

    // MARK: Passkeys of a person

    /// Oldest first.
    package func passkeys(of user: User) async throws -> [Passkey] { try await store.passkeys(of: user.id) }

    /// - Throws: `validationFailed`; `notFound` when the person has no such passkey.
    package func rename(_ id: ID<Passkey>, of user: User, to name: String) async throws {
        guard try await store.rename(id, of: user.id, to: try Self.name(name)) else { throw Self.missing }
    }

    /// - Throws: `notFound` when the person has no such passkey.
    package func remove(_ id: ID<Passkey>, of user: User) async throws {
        guard try await store.remove(id, of: user.id) else { throw Self.missing }
    }

    // MARK: Parts

    private static let login = "login"
    /// The time that the browser gives the person, in milliseconds.
    private static let timeout = JSONValue.integer(300_000)
    private static let missing = Fault(.notFound, "You have no such passkey.")

    private static func purpose(_ user: User) -> String { "register \(user.id)" }

    private static func encoded(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.encode(bytes)) }

    private static func text(_ options: JSONValue) throws -> String {
        String(decoding: try StrictJSON.encode(options), as: UTF8.self)
    }

    private static func name(_ typed: String) throws -> String {
        guard typed.count <= longestName else {
            throw Fault(.validationFailed, "The name of a passkey has at most \(longestName) characters.")
        }
        return typed.isEmpty ? "Passkey" : typed
    }
}
