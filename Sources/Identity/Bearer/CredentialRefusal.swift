package import Base

/// Why a credential was refused, for the operator's log. Callers are told one sentence for all of these but one:
/// whoever presents the whole of an expired token, its secret included, is no stranger and learns that it has expired,
/// so that they fetch another.
package struct CredentialRefusal: Error, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable, CaseIterable {
        case incomplete = "it is not a complete API token"
        case unknown = "no API token has this id; it may have been removed"
        case secret = "the id is known, the secret is another"
        case expired = "it has expired"
        case disabled = "its user is disabled"
        case gone = "its user does not exist"
        case outside = "its user is not a member of its workspace"
        case revoked = "its grant has ended or was revoked"
        case client = "it names another client than its grant"
    }

    package let reason: Reason
    /// What lists and logs call it; nil where nothing of it is safe to repeat.
    private let name: String?

    package init(_ reason: Reason, _ name: String? = nil) {
        self.reason = reason
        self.name = name
    }

    package var description: String { name.map { "\($0): \(reason.rawValue)" } ?? reason.rawValue }

    /// The one sentence, with the reason behind it.
    package func fault(advice: String? = nil) -> Fault {
        let sentence = reason == .expired ? TokenRefusal.expired : .other
        return Fault(sentence.code, sentence.rawValue, hints: .init(advice: advice), cause: self)
    }
}
