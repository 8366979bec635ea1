import Base
import JOSE

/// The steps by which a trusted issuer's access token is judged, in order. `IssuerVerifier` ends at the first that the
/// token fails, `token explain` goes through all of them: neither has a check of its own.
enum TokenStep: CaseIterable, Sendable {
    case signature
    case kind
    case claims
    case expiry
    case start
    /// Audience, issuer and required claims: several of them wrong is one refusal.
    case place
    case binding
    case person
    case rights

    /// Those of authentication. A token without rights is somebody's all the same: `AccessPolicy` refuses it, with the
    /// scope to ask for.
    static let authentication = allCases.filter { $0 != .rights }

    /// What the step decides.
    var checks: [TokenCheck] {
        switch self {
        case .signature: [.header, .key, .signature]
        case .kind: [.kind]
        case .claims: [.claims]
        case .expiry: [.expiry]
        case .start: [.start]
        case .place: [.audience, .issuer, .required]
        case .binding: [.binding]
        case .person: [.person]
        case .rights: [.rights]
        }
    }

    /// What is wrong with the token; empty when it passes.
    /// - Throws: what says nothing of the token: a store that does not answer.
    func failures(in trial: inout TokenTrial) async throws -> [TokenFailure] {
        let (trust, claims, now) = (trial.trust, trial.claims, trial.now)
        switch self {
        case .signature: return await trial.verify()
        case .kind: return TokenFailure.refused(trust.kindProblems(headerType: trial.token.header.type, claims))
        case .claims: return TokenFailure.refused(trust.claimProblems(claims))
        case .expiry: return TokenFailure.refused(trust.expiryProblems(claims, at: now))
        case .start: return TokenFailure.refused(trust.startProblems(claims, at: now))
        case .place: return TokenFailure.refused(trust.placeProblems(claims) + trust.requiredProblems(claims))
        case .binding: return TokenFailure.refused(trust.bindingProblems(claims))
        case .person: return try await trial.identify()
        case .rights:
            guard let bearer = trial.bearer, bearer.scopes.isEmpty else { return [] }
            let fault = AccessPolicy.insufficientScope(for: .read)
            return [TokenFailure(.rights, fault.detail, trust.remedyForNoRights, fault)]
        }
    }
}

/// A check that a token fails, and what its presenter gets when no check before it fails.
struct TokenFailure: Sendable {
    let problem: TokenProblem
    let error: any Error

    init(_ problem: TokenProblem, _ error: any Error) {
        self.problem = problem
        self.error = error
    }

    init(_ check: TokenCheck, _ finding: String, _ remedy: String, _ error: any Error) {
        self.init(TokenProblem(check: check, finding: finding, remedy: remedy), error)
    }

    /// What one step found wrong with the claims gets one sentence.
    static func refused(_ problems: [TokenProblem]) -> [TokenFailure] {
        guard let refusal = TokenRefusal(problems) else { return [] }
        let fault = refusal.fault(cause: problems.first)
        return problems.map { TokenFailure($0, fault) }
    }
}
