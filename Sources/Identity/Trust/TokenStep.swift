import Base
import JOSE

/// The steps that verify a trusted issuer's access token, in order. `IssuerVerifier` stops at the first failure, `token
/// explain` runs all steps; neither has other checks.
enum TokenStep: CaseIterable, Sendable {
    case signature
    case kind
    case claims
    case expiry
    case start
    /// Audience, issuer and required claims: several wrong ones give one refusal.
    case place
    case binding
    case person
    case rights

    /// The steps of authentication. A token without rights still identifies its holder: `AccessPolicy` refuses it, with
    /// the scope to ask for.
    static let authentication = allCases.filter { $0 != .rights }

    /// The checks of the step.
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

    /// The failures of the token; empty when it passes.
    /// - Throws: errors that say nothing about the token, such as a failing store.
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
            guard let holder = trial.holder, holder.scopes.isEmpty else { return [] }
            let fault = AccessPolicy.insufficientScope(for: .read)
            return [TokenFailure(.rights, fault.detail, trust.remedyForNoRights, fault)]
        }
    }
}

/// A failed check, and the fault for the caller when no earlier check failed.
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

    /// Combines the problems that one step found in the claims into one sentence.
    static func refused(_ problems: [TokenProblem]) -> [TokenFailure] {
        guard let refusal = TokenRefusal(problems) else { return [] }
        let fault = refusal.fault(cause: problems.first)
        return problems.map { TokenFailure($0, fault) }
    }
}
