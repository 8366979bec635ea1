import Base
import Identity

/// `token explain` as a page. The token itself is not part of it.
struct TokenPage: WebPage {
    static let template = "token"

    struct Check: Sendable {
        let text: String
        let finding: String?
        let remedy: String?
        let isPassed: Bool
        let isFailed: Bool
    }

    struct Issuer: Sendable {
        let name: String
        let address: String
        let checks: [Check]
        let isAccepted: Bool
        let verdict: [String]
    }

    struct Explained: Sendable {
        let isAccepted: Bool
        let verdict: String
        let remark: String?
        let issuers: [Issuer]
        let header: String?
        let claims: String?
    }

    let title = localized("Check a token")
    let tab = ["token": true]
    let explained: Explained?
    let seal: String

    init(_ explanation: TokenExplanation?, seal: String) throws {
        self.seal = seal
        explained = try explanation.map { explanation in
            let refusal =
                explanation.unreadable ?? explanation.unasked ?? explanation.judgements.first(where: \.isAsked)?.refusal
            return Explained(
                isAccepted: explanation.isAccepted,
                verdict: explanation.isAccepted
                    ? localized("The server accepts this token.")
                    : refusal.map { localized("The server responds with \(TokenExplanation.answer($0))") }
                        ?? localized("No issuer of this server judges this token."),
                remark: explanation.remark.map(PageLanguage.current.sentence),
                issuers: explanation.judgements.map { Self.issuer($0, of: explanation) },
                header: try explanation.header.map(Self.text),
                claims: try explanation.claims.map(Self.text)
            )
        }
    }

    private static func issuer(_ judgement: TokenExplanation.Judgement, of explanation: TokenExplanation) -> Issuer {
        // If another issuer is asked, the checks of this one do not matter.
        let isJudged = judgement.isAsked || explanation.unasked != nil
        return Issuer(
            name: judgement.issuer.name,
            address: judgement.issuer.issuer,
            checks: isJudged ? judgement.outcomes.map { Self.check($0.check, $0.outcome) } : [],
            isAccepted: judgement.isAsked && judgement.refusal == nil,
            verdict: explanation.verdict(on: judgement).map(PageLanguage.current.sentence)
        )
    }

    private static func check(_ check: TokenCheck, _ outcome: TokenExplanation.Outcome) -> Check {
        switch outcome {
        case .passed: Check(text: check.words, finding: nil, remedy: nil, isPassed: true, isFailed: false)
        case .notReached: Check(text: check.words, finding: nil, remedy: nil, isPassed: false, isFailed: false)
        case .failed(let finding, let remedy):
            Check(
                text: check.words,
                finding: PageLanguage.current.sentence(finding),
                remedy: PageLanguage.current.sentence(remedy),
                isPassed: false,
                isFailed: true
            )
        }
    }

    private static func text(_ members: [String: JSONValue]) throws -> String {
        String(decoding: try StrictJSON.encode(.object(members), isIndented: true), as: UTF8.self)
    }
}

extension TokenCheck {
    /// Its name for people.
    fileprivate var words: String {
        switch self {
        case .header: localized("Header")
        case .key: localized("Signing key")
        case .signature: localized("Signature")
        case .kind: localized("Kind of token")
        case .claims: localized("Claims")
        case .expiry: localized("Expiry")
        case .start: localized("Start of validity")
        case .audience: localized("Audience")
        case .issuer: localized("Issuer")
        case .required: localized("Required claims")
        case .binding: localized("Binding to a key")
        case .person: localized("Person or service")
        case .rights: localized("Rights")
        }
    }
}
