package import Base

/// Where a write or a read comes from: application, person and credential. The server takes it from the verified
/// credential, never from the request.
///
/// A class, because every `Access` carries it: a policy decision copies one reference and no texts.
package final class Provenance: Sendable {
    package let application: ApplicationID
    /// The person the application acts for; nil for an application back end.
    package let person: ID<User>?
    /// The person's name at the time of reading it, as `user_id` shows it; nil for an application back end and for a
    /// person whose account was deleted.
    package let personName: String?
    /// The id of the API token, grant or browser session, or the issuer of the access token. Never a secret.
    package let credential: String

    package init(application: ApplicationID, person: ID<User>?, personName: String?, credential: String) {
        self.application = application
        self.person = person
        self.personName = personName
        self.credential = credential
    }

    /// Nil without a credential: then nothing is known about the caller.
    convenience init?(
        _ credential: Credential,
        client: String?,
        identifiedAs identification: ApplicationID.Identification?,
        kind: Principal.Kind,
        personName: String?
    ) {
        let person: ID<User>?
        switch kind {
        case .person(let id): person = id
        case .service, .anonymous: person = nil
        }
        let application: ApplicationID
        let shown: String
        switch credential {
        case .none: return nil
        case .apiToken(let id):
            application = ApplicationID(.apiToken, id: id.rawValue)
            shown = id.rawValue
        case .accessToken(let issuer, let grant):
            application =
                if grant != nil, let identification, let client { ApplicationID(identification, id: client) } else {
                    ApplicationID(.issuer, id: client ?? "", issuer: issuer)
                }
            shown = grant ?? issuer
        case .browserSession(let id):
            application = ApplicationID(.browser, id: ApplicationID.Identification.browser.rawValue)
            shown = id
        case .preset:
            application = ApplicationID(.preset, id: ApplicationID.Identification.preset.rawValue)
            shown = ""
        }
        self.init(application: application, person: person, personName: personName, credential: shown)
    }
}

extension Provenance {
    /// The person and credential of the conversation's writer, with the language model that extracted a memory as the
    /// application.
    package static func extracted(by model: String, for writer: Provenance?) -> Provenance {
        Provenance(
            application: ApplicationID(.extracted, id: model),
            person: writer?.person,
            personName: writer?.personName,
            credential: writer?.credential ?? ""
        )
    }
}

extension Provenance: Hashable {
    package static func == (lhs: Provenance, rhs: Provenance) -> Bool {
        lhs === rhs
            || lhs.application == rhs.application && lhs.person == rhs.person
                && lhs.personName.isExactly(rhs.personName) && lhs.credential.isExactly(rhs.credential)
    }

    /// Without the application: a credential mostly belongs to one, and every read of a memory computes this.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(person)
        hasher.combine(Identifier(credential))
    }
}

extension Provenance: CustomStringConvertible {
    package var description: String {
        "\(application) for \(person?.rawValue ?? "nobody") (\(personName ?? "-")) by \(credential)"
    }
}
