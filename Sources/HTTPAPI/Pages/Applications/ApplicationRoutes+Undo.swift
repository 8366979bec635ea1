import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// Undoing what an application wrote: a dry run, one step, and taking that back.
extension ApplicationRoutes {
    /// Shows what would happen, when a moment was chosen.
    @Sendable func showUndo(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let subject = try await subject(context, visit)
            let place = visit.entering(subject.workspaces)
            let access = try place.access(to: .write)
            let moment = try UndoMoment(try request.query(), now: visit.now)
            var plan: UndoPlan?
            if let since = moment.moment {
                plan = try await holdings.memories.undoPlan(access, subject.applications, since: since)
            }
            let page = UndoPage(
                subject,
                moment,
                plan,
                place: place.membership.workspace.words,
                seal: web.seal(Self.purpose(subject.id, moment.purpose), for: visit.visitor)
            )
            return try web.show(page, visit, at: .applications)
        }
    }

    /// The form undoes since the moment of the dry run that it was shown with.
    private static func purpose(_ subject: String, _ moment: String) -> [String] { ["undo", subject, moment] }

    @Sendable func undo(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.pathParameter("client_id")
        let page = "\(PageEndpoint.application.path(Percent.encode(id)))/undo"
        let (visit, form) = try await web.form(request, page: page) {
            Self.purpose(id, try UndoMoment($0, now: web.time.now()).purpose)
        }
        let subject = try await subject(context, visit)
        guard let moment = try UndoMoment(form, now: visit.now).moment else {
            throw Fault(.invalidRequest, "The form is incomplete.")
        }
        if try form.value("pause") == "yes" {
            for application in subject.applications where application.canBePaused {
                try await pauses.pause(application, by: visit.visitor.user.id, at: visit.now)
            }
        }
        let access = try visit.entering(subject.workspaces).access(to: .write)
        guard let undone = try await holdings.memories.undo(access, subject.applications, since: moment) else {
            return web.done("There was nothing to undo.", visit, then: subject.path)
        }
        let done = localized("\((undone.restored + undone.removed).of("change is", "changes are")) undone.")
        return web.done("\(done) You can take this back for a day.", visit, then: subject.path)
    }

    @Sendable func takeBack(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.pathParameter("client_id")
        let page = PageEndpoint.application.path(Percent.encode(id))
        let (visit, form) = try await web.form(request, page: page) {
            Self.takeBackPurpose(try $0.value("undone") ?? "")
        }
        let subject = try await subject(context, visit)
        let access = try visit.entering(subject.workspaces).access(to: .write)
        let count = try await holdings.memories.takeBack(access, ID(form.value("undone") ?? ""))
        let said: Words = "\(count.of("memory is", "memories are")) again as \(subject.name) left them."
        return web.done(said, visit, then: subject.path)
    }

    static func takeBackPurpose(_ undone: String) -> [String] { ["take-back", undone] }
}
