import Base
import Logging

/// Extracts memories from sessions with a language model, one session at a time. Several servers can do it at once.
struct Extractor: Sendable {
    let model: MeteredModel
    let queue: any ExtractionQueue
    let limits: MemoryLimits
    let time: any TimeSource
    let random: any RandomSource

    private static let lease = Duration.seconds(900)
    private static let attempts = 5
    private static let messages = 200
    /// Characters of messages in one question; longer conversations take several.
    private static let characters = 24_000
    private static let contextCharacters = 4_000

    init(
        _ parts: LanguageParts,
        limits: MemoryLimits,
        time: any TimeSource,
        random: any RandomSource,
        log: Logger
    ) {
        model = MeteredModel(model: parts.model, calls: parts.calls, options: parts.options, time: time, log: log)
        queue = parts.extractions
        self.limits = limits
        self.time = time
        self.random = random
    }

    /// The name of the model, as provenance has it.
    var name: String { model.model.name }
    /// How long the first new message of a session waits for more.
    var delay: Duration { model.options.delay }

    /// Extracts from the messages of one session that are due; false when none are.
    func extractOnce() async throws -> Bool {
        let now = time.now()
        let claimed = try await queue.claim(at: now, until: now.advanced(by: Self.lease), limit: Self.messages)
        guard let claimed else { return false }
        let job = claimed.first(Self.fitting(claimed.items))
        do {
            let payer = LanguagePayer(workspace: job.workspace, user: job.key.userID)
            let facts = try await model.answer(question(job), for: payer, ExtractionAnswer.facts)
            // False when the session was deleted meanwhile: then no memory is kept.
            _ = try await queue.finish(job, facts.map { memory($0, of: job) }, by: name)
        } catch let refusal as LanguageRefusal {
            try await refused(job, refusal)
        }
        return true
    }

    private func refused(_ job: ExtractionJob, _ refusal: LanguageRefusal) async throws {
        switch refusal {
        case .budgetSpent(let time):
            try await queue.postpone(job, until: time, isAttempt: false, because: "\(refusal)")
        case .unavailable, .unusable:
            guard job.attempts < Self.attempts else { return try await queue.fail(job, because: "\(refusal)") }
            var wait = Duration.seconds(15 << min(job.attempts, Self.attempts))
            if case .unavailable(let seconds?) = refusal {
                wait = max(wait, .seconds(OutsideNumber.retryAfter.clamp(seconds)))
            }
            let time = time.now().advanced(by: wait)
            try await queue.postpone(job, until: time, isAttempt: true, because: "\(refusal)")
        }
    }

    /// How many of the messages fit into one question; at least one, which is cut if it is too long.
    private static func fitting(_ items: [ExtractionJob.Item]) -> Int {
        var room = characters
        var count = 0
        for item in items {
            room -= item.message.content.unicodeScalars.count
            guard room >= 0 || count == 0 else { break }
            count += 1
        }
        return count
    }

    private func question(_ job: ExtractionJob) -> LanguageQuestion {
        let strategy = ExtractionStrategy(rawValue: job.strategy) ?? .discrete
        var material: [String: JSONValue] = [
            "today": .string(time.now().description),
            "messages": .array(
                job.items.map { item in
                    [
                        "role": .string(item.message.role),
                        "content": .string(Self.cut(item.message.content, to: Self.characters)),
                        "said_at": .string(item.message.createdAt.description),
                    ]
                }
            ),
        ]
        material["summary_so_far"] = job.context.map { .string(Self.cut($0, to: Self.contextCharacters)) }
        material["wanted"] = strategy.wanted(job.strategyConfig).map(JSONValue.string)
        return LanguageQuestion(
            instructions: strategy.instructions(job.strategyConfig),
            material: .object(material)
        )
    }

    private static func cut(_ text: String, to characters: Int) -> String {
        text.hasAtMost(characters) ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(characters)))
    }

    private func memory(_ fact: ExtractedFact, of job: ExtractionJob) -> Memory {
        let now = time.now()
        var memory = Memory(
            id: ULID.make(at: now, random: random),
            text: Self.cut(fact.text, to: limits.textLength),
            kind: fact.kind,
            userID: job.key.userID,
            sessionID: job.key.sessionID,
            namespace: job.key.namespace,
            topics: fact.topics,
            entities: fact.entities,
            eventDate: fact.eventDate,
            createdAt: now,
            extractedFrom: job.items.prefix(limits.labelCount).map(\.message.id),
            extractionStrategy: job.strategy,
            extractionStrategyConfig: job.strategyConfig
        )
        memory.hash = MemoryHash.of(memory)
        return memory
    }
}
