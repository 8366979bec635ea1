import Authorization
import Base
import Hummingbird
import Identity
import Traces

/// A person who opens a page or sends its form: who they are, and the workspace that they chose in the bar.
struct PageVisit: Sendable {
    let visitor: Visitor
    /// The chosen workspace, with the person's role there.
    let membership: Membership
    let now: Timestamp
    /// Whether a person sees the response: a HEAD or a prefetch must not use up a message that is shown once.
    let isSeen: Bool

    /// Room 3 for a page: access to the chosen workspace.
    /// - Throws: `forbidden` for a reader who wants to write.
    func access(to action: Action) throws -> Access {
        try Room.access.span {
            try AccessPolicy.access(visitor.principal, workspace: membership.workspace.id, to: action)
        }
    }

    /// Room 3 for a search of all workspaces of the person.
    func searchedEverywhere() throws -> [SearchedWorkspace] {
        try Room.access.span { try AccessPolicy.searched(visitor.principal, [AccessPolicy.everyWorkspace]) }
    }

    /// The same visit in one of these workspaces: the chosen one if it is among them, else the first that the person is in.
    func entering(_ workspaces: [ID<Workspace>]) -> PageVisit {
        guard !workspaces.contains(membership.workspace.id),
            let other = visitor.memberships.first(where: { workspaces.contains($0.workspace.id) })
        else { return self }
        return PageVisit(visitor: visitor, membership: other, now: now, isSeen: isSeen)
    }

    /// Whether the person may store memories in the workspace.
    var canWrite: Bool { (try? access(to: .write)) != nil }

    /// Whether the person may change a memory or session of this user.
    func canChange(userID: String?) -> Bool {
        switch (try? access(to: .write))?.reach {
        case .everyone: true
        case .only(let name): name.isExactly(userID ?? "")
        case nil: false
        }
    }
}

extension Request {
    /// Whether a person sees the response.
    var isSeen: Bool { method == .get && headers[.secPurpose] == nil && headers[.purpose] == nil }
}

extension PageEnvironment {
    /// The visit behind a request; nil for people who are not logged in.
    func visit(_ request: Request) async throws -> PageVisit? {
        let now = time.now()
        guard let visitor = try await visitor(request, at: now) else { return nil }
        return try visit(of: visitor, request, at: now)
    }

    /// The visit of a known visitor. A workspace that they left, or never were in, is as good as none chosen.
    func visit(of visitor: Visitor, _ request: Request, at now: Timestamp) throws -> PageVisit {
        let chosen = cookies.workspace(request)
        guard
            let membership = visitor.memberships.first(where: { $0.workspace.id.rawValue == chosen })
                ?? visitor.memberships.first
        else { throw Fault(.notFound, "You are a member of no workspace.") }
        return PageVisit(visitor: visitor, membership: membership, now: now, isSeen: request.isSeen)
    }

    /// The page for a person who is logged in; others are led to the login and back.
    func page(_ request: Request, _ body: (PageVisit) async throws -> Response) async throws -> Response {
        guard let visit = try await visit(request) else {
            return .seeOther(PageEndpoint.login(continuing: request.uri.string))
        }
        return try await body(visit)
    }

    /// A form of a page, and the visit it comes from, after checking the seal.
    /// - Parameters:
    ///   - purpose: the values the form was sealed for.
    ///   - page: the path that shows the form again.
    /// - Throws: `forbidden`, with a link to continue.
    func form(_ request: Request, sealedFor purpose: [String], page: String) async throws -> (PageVisit, FormParameters)
    {
        try await form(request, page: page) { _ in purpose }
    }

    /// The same for a form that names the object it is sealed for.
    func form(_ request: Request, page: String, sealedFor purpose: (FormParameters) throws -> [String]) async throws
        -> (
            PageVisit, FormParameters
        )
    {
        try requireOwnPage(request)
        // A text of 32,768 characters takes up to 12 bytes each in a form.
        let form = try await request.form(upTo: 1 << 20)
        let (now, purpose) = (time.now(), try purpose(form))
        let visitor = try await requireSeal(
            form.value("seal"),
            { _ in purpose },
            of: visitor(request, at: now),
            page: page
        )
        return (try visit(of: visitor, request, at: now), form)
    }

    /// Leaves a sentence for the next page and leads there.
    func done(_ sentence: Words, _ visit: PageVisit, then path: String) -> Response {
        flashes.leave(.done(localized(sentence)), for: visit.visitor.session.id, at: visit.now)
        return .seeOther(path)
    }
}
