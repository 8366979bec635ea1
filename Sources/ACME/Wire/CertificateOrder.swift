import Base

/// An order for a certificate (RFC 8555 §7.1.3).
struct CertificateOrder {
    enum Status: String {
        case pending, ready, processing, valid, invalid
    }

    let status: Status
    let authorizations: [String]
    let finalize: String
    /// Where the certificate is, once the order is valid.
    let certificate: String?
    let problem: AuthorityProblem?

    /// More names than this are not asked for in one order.
    private static let mostAuthorizations = 100

    /// Nil when the response is not an order.
    init?(_ value: JSONValue) {
        guard let status = value["status"]?.string.flatMap(Status.init), let finalize = value["finalize"]?.string,
            let authorizations = value["authorizations"]?.array, authorizations.count <= Self.mostAuthorizations
        else { return nil }
        self.status = status
        self.finalize = finalize
        self.authorizations = authorizations.compactMap(\.string)
        certificate = value["certificate"]?.string
        problem = value["error"].map { AuthorityProblem($0) }
    }
}

/// The proof for one name that an order asks for (RFC 8555 §7.1.4).
struct NameAuthorization {
    enum Status: String {
        case pending, valid, invalid, deactivated, expired, revoked
    }

    let name: String
    let status: Status
    let challenges: [Challenge]

    struct Challenge {
        let type: String
        let url: String
        let token: String
        let problem: AuthorityProblem?
    }

    /// Nil when the response is not an authorization.
    init?(_ value: JSONValue) {
        guard let status = value["status"]?.string.flatMap(Status.init),
            let name = value["identifier"]?["value"]?.string, let challenges = value["challenges"]?.array
        else { return nil }
        self.status = status
        self.name = name
        self.challenges = challenges.prefix(20).compactMap { value in
            guard let type = value["type"]?.string, let url = value["url"]?.string else { return nil }
            return Challenge(
                type: type,
                url: url,
                token: value["token"]?.string ?? "",
                problem: value["error"].map { AuthorityProblem($0) }
            )
        }
    }
}
