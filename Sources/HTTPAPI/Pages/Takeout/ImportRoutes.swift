import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Imports
import Logging
import Memories

/// Importing an archive: a file is uploaded and shown as a table, and written when the person says so.
extension TakeoutRoutes {
    /// The largest file, in bytes.
    static let uploadLimit = 32 << 20
    /// The most bytes that an archive may unpack to.
    static let unpackedLimit = 2 * uploadLimit
    static let importing = ["import"]

    @Sendable func upload(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let now = web.time.now()
        // Nobody who is not logged in sends a large file here.
        guard let visitor = try await web.visitor(request, at: now) else {
            return .seeOther(PageEndpoint.login(continuing: PageEndpoint.data.rawValue))
        }
        let visit = try web.visit(of: visitor, request, at: now)
        do {
            let form = try await request.multipartForm(upTo: Self.uploadLimit + 65_536)
            _ = try web.requireSeal(
                try form.fields.value("seal"),
                { _ in Self.importing },
                of: visitor,
                page: PageEndpoint.data.rawValue
            )
            guard let file = form.files["file"], !file.content.isEmpty else {
                throw Fault(.validationFailed, "Choose a file first.")
            }
            let kind = try form.fields.value("kind").flatMap { ImportKind(rawValue: $0) } ?? .export
            let pending = PendingImports.Pending(
                id: ULID.make(at: now, random: web.random),
                name: file.name,
                size: file.content.count,
                file: try ImportFile(Array(file.content), of: kind, unpackedLimit: Self.unpackedLimit),
                target: try form.fields.value("target").map { ID($0) },
                at: now
            )
            let page = ImportPage(
                pending,
                try await plans(pending, visit),
                seal: web.seal(Self.importing, for: visitor)
            )
            try await imports.keep(pending, Array(file.content), for: visitor.session.id)
            return try web.show(page, visit, at: .data)
        } catch let fault as Fault where [.validationFailed, .payloadTooLarge].contains(fault.code) {
            context.logger.noteRefusal(fault)
            let isLarge = fault.code == .payloadTooLarge
            let text =
                isLarge
                ? "The file is larger than \(Self.uploadLimit >> 20) MB. Unpack an archive and import its files one by one, or use agent-memory import."
                : fault.detail
            return try await shown(
                visit,
                problem: PageProblem(text: text, reference: context.id),
                status: .init(code: fault.code.status)
            )
        }
    }

    private func plans(_ pending: PendingImports.Pending, _ visit: PageVisit) async throws -> [(
        place: String, plan: ImportPlan
    )] {
        let places = ImportPlaces(visit: visit)
        let terms = ImportTerms(kind: pending.file.kind)
        var plans: [(place: String, plan: ImportPlan)] = []
        for part in pending.file.parts {
            switch places.place(of: part, in: pending.file, target: pending.target) {
            case .workspace(let workspace, let access):
                plans.append((workspace.title, try await holdings.memories.planImport(access, part.records, terms)))
            case .refused(let reason):
                // Read with any access, so that every line is shown.
                guard let own = places.writable.first,
                    case .workspace(_, let access) = places.place(of: part, in: pending.file, target: own.id)
                else { continue }
                let plan = try await holdings.memories.planImport(access, part.records, terms)
                plans.append((part.team ?? "", plan.refused(because: reason)))
            }
        }
        return plans
    }

    /// Plans again and writes: what happened since is not overwritten.
    @Sendable func runImport(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(
            request,
            sealedFor: Self.importing,
            page: PageEndpoint.data.rawValue
        )
        let session = visit.visitor.session.id
        guard let pending = try await imports.take(try form.value("import") ?? "", for: session, at: visit.now) else {
            return web.done("Choose the file again: this import is over.", visit, then: PageEndpoint.data.rawValue)
        }
        let replacing = try form.value("differing") == "replace"
        let places = ImportPlaces(visit: visit)
        let terms = ImportTerms(kind: pending.file.kind, replaces: replacing)
        var counts = ImportPlan.Counts()
        for part in pending.file.parts {
            guard case .workspace(_, let access) = places.place(of: part, in: pending.file, target: pending.target)
            else { continue }
            let done = try await holdings.memories.runImport(access, part.records, terms)
            counts = counts + done.counts
        }
        context.logger.notice(
            "a person imported memories",
            metadata: ["user": "\(visit.visitor.user.id)", "new": "\(counts.new)", "differs": "\(counts.differs)"]
        )
        let new = counts.new.of("memory was", "memories were")
        let path = PageEndpoint.data.rawValue
        guard replacing, counts.differs > 0 else { return web.done("\(new) imported.", visit, then: path) }
        let replaced = counts.differs.of("memory was", "memories were")
        return web.done(
            "\(new) imported, \(replaced) replaced. The former content is kept as a version.",
            visit,
            then: path
        )
    }
}
