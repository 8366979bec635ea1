package import Base

/// The reason why a credential was refused, for the operator's log. Callers see the same sentence for all reasons
/// except one: a caller that presents a complete expired token, with its secret, owned it and learns that it has
/// expired, so that it fetches another.
package struct CredentialRefusal: Error, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable, CaseIterable {
        case incomplete = "it is not a complete API token"
        case unknown = "no API token has this id; it may have been removed"
        case secret = "the id is known, but the secret is wrong"
        case expired = "it has expired"
        case disabled = "its user is disabled"
        case gone = "its user does not exist"
        case outside = "its user is not a member of its workspace"
        case revoked = "its grant has ended or was revoked"
        case client = "its client differs from the client of its grant"
    }

    package let reason: Reason
    /// The name in lists and logs; nil when no part of the credential is safe to show.
    private let name: String?

    package init(_ reason: Reason, _ name: String? = nil) {
        self.reason = reason
        self.name = name
    }

    package var description: String { name.map { "\($0): \(reason.rawValue)" } ?? reason.rawValue }

    /// The fault for an API token with a wrong length or checksum.
    static var incompleteAPIToken: Fault {
        CredentialRefusal(.incomplete).fault(advice: "This is not a complete API token; copy it again.")
    }

    /// The fault with the fixed sentence, and this reason as its cause.
    package func fault(advice: String? = nil) -> Fault {
        let sentence = reason == .expired ? TokenRefusal.expired : .other
        return Fault(sentence.code, sentence.rawValue, hints: .init(advice: advice), cause: self)
    }
}
