package import Authorization
package import Base
package import Hummingbird
import Identity

/// Seals of the forms that a person sees after logging in, and the responses when a seal is no longer valid: the
/// session has expired, it ended in another tab, or another person logged in meanwhile. A form is never carried out for
/// another person, and every response links to the page the form was on.
extension PageEnvironment: ConsentPages {
    /// A seal for a form shown to this visitor. It begins with the person's id, so that the response can say when the
    /// form belongs to another person.
    package func seal(_ purpose: [String], for visitor: Visitor) -> String {
        "\(visitor.user.id.rawValue).\(seals.seal(purpose: purpose, browser: visitor.cookie))"
    }

    /// The visitor, if the form was shown to them for this purpose.
    /// - Parameter page: the path that shows the form again.
    /// - Throws: `forbidden`, with a link to continue.
    func requireSeal(_ seal: String?, _ purpose: (Visitor) -> [String], of visitor: Visitor?, page: String) throws
        -> Visitor
    {
        guard let visitor else { throw Self.expired(page) }
        let parts = (seal ?? "").split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (owner, code) = parts.count == 2 ? (parts[0], parts[1]) : (nil, seal ?? "")
        if seals.isValid(code, purpose: purpose(visitor), browser: visitor.cookie), owner == visitor.user.id.rawValue {
            return visitor
        }
        // The owner named in the form is not verified, but it only chooses the text of the response.
        guard let owner, !owner.isEmpty, owner != visitor.user.id.rawValue else { throw Self.outOfDate(page) }
        throw Self.otherPerson(visitor.user.name, page)
    }

    package func answering(
        _ request: Request,
        seal: String,
        purpose: @Sendable (Visitor) -> [String],
        page: String,
        at now: Timestamp
    ) async throws -> Visitor {
        return try requireSeal(seal, purpose, of: await visitor(request, at: now), page: page)
    }

    /// The error when the browser did not send the page's cookie with its form.
    func needsCookies(_ page: String) -> Fault {
        Fault(
            .forbidden,
            "Your browser did not send the cookie that this page set.",
            hints: .init(
                advice: "Allow cookies for \(origin), then open the page again.",
                again: page,
                againText: "Open the page again",
                heading: "This site needs cookies"
            )
        )
    }

    static func outOfDate(_ page: String) -> Fault {
        Fault(
            .forbidden,
            "The page was open while you logged in again or the server restarted. Nothing was changed.",
            hints: .init(again: page, againText: "Open the page again", heading: "This page is out of date")
        )
    }

    private static func expired(_ page: String) -> Fault {
        Fault(
            .forbidden,
            "Log in again to continue.",
            hints: .init(
                again: PageEndpoint.login(continuing: page),
                againText: "Log in",
                heading: "Your session has expired"
            )
        )
    }

    private static func otherPerson(_ name: String, _ page: String) -> Fault {
        Fault(
            .forbidden,
            "This page was opened by another person, and this browser is now logged in as \(name). Nothing was changed.",
            hints: .init(again: page, againText: "Continue as \(name)", heading: "Someone else is logged in now")
        )
    }
}
