import Authorization
import Base

/// A step of a connecting client as its page shows it.
struct SeenStep: Sendable {
    let text: String
    let at: ShownTime
    let remark: String?
    let isStopped: Bool

    init(_ step: ConnectionStep, now: Timestamp) {
        text =
            switch step.stage {
            case .discovery: localized("Found this server")
            case .registration: localized("Registered")
            case .login: localized("Sent you to log in")
            case .consent: localized("Asked for access")
            case .token: localized("Got its token")
            case .call: localized("Called")
            }
        at = ShownTime(step.at, now: now)
        remark = step.remark.map(PageLanguage.current.sentence)
        isStopped = !step.passed
    }
}
