import Memories

/// The health of the server, for its administrators.
struct ServerHealthPage: WebPage {
    static let template = "serverhealth"

    struct Finding: Sendable {
        let part: String
        let text: String
        let isFailure: Bool
        let isNote: Bool

        init(_ finding: ServerFinding) {
            part = PageLanguage.current.sentence(finding.part)
            text = PageLanguage.current.sentence(finding.text)
            isFailure = finding.level == .fail
            isNote = finding.level == .note
        }
    }

    let title = localized("Health")
    let tab = ["health": true]
    let findings: [Finding]
    let verdict: String
    let isFine: Bool
    let version: String
    let database: String
    let people: String
    let search: String
    let waiting: String
    /// The notes in memory that are not written yet.
    let unwritten: String
    let started: ShownTime

    /// - Parameters:
    ///   - databaseBytes: nil when unknown.
    ///   - people: the number of users.
    init(
        _ found: [ServerFinding],
        version: String,
        databaseBytes: Int64?,
        people: Int,
        embedding: EmbeddingStatus,
        unwritten: UnwrittenNotes,
        started: ShownTime
    ) {
        self.started = started
        self.unwritten = [
            unwritten.accesses.of("last access", "last accesses"), unwritten.events.of("event", "events"),
        ].joined(separator: ", ")
        // Problems first, in the order they were found.
        findings = [.fail, .note, .ok].flatMap { level in
            found.filter { $0.level == level }.map(Finding.init)
        }
        let problems = found.count { $0.level == .fail }
        isFine = problems == 0
        verdict = isFine ? localized("No problems found.") : localized("\(problems.of("problem", "problems")) found.")
        self.version = version
        database = databaseBytes.map(Self.size) ?? localized("unknown")
        self.people = people.grouped
        switch embedding {
        case .keywordOnly(let reason): (search, waiting) = (localized("keyword only: \(reason)"), localized("none"))
        case .ready(let model): (search, waiting) = (model.name, localized("none"))
        case .reembedding(let model, let done, let total):
            (search, waiting) = (model.name, localized("\((total - done).grouped) of \(total.grouped) memories"))
        }
    }

    private static func size(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? "\(bytes >> 10) KiB" : bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(bytes >> 30) GiB"
    }
}
