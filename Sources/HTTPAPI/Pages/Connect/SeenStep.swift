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
            case .discovery: "Found this server"
            case .registration: "Registered"
            case .login: "Sent you to log in"
            case .consent: "Asked for access"
            case .token: "Got its token"
            case .call: "Called"
            }
        at = ShownTime(step.at, now: now)
        remark = step.remark
        isStopped = !step.passed
    }
}
