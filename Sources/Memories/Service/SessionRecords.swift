package import Base
package import Identity

/// Room 4 for sessions that begin and end. Every method takes an `Access` that the policy created, and throws only
/// `Fault`.
package struct SessionRecords: Sendable {
    private let store: any SessionRecordStore
    private let time: any TimeSource
    private let limits: MemoryLimits

    package init(store: any SessionRecordStore, time: any TimeSource, limits: MemoryLimits = MemoryLimits()) {
        self.store = store
        self.time = time
        self.limits = limits
    }

    /// - Throws: `validationFailed` for an id that cannot be part of a path, or values out of range; `conflict` when the
    ///   user has a session with this id; `forbidden` for a user out of reach.
    package func add(_ access: Access, id: String, of user: String, _ state: SessionState) async throws -> SessionRecord
    {
        try UserName.check(id, field: "session_id")
        try check(annotations: state.annotations, metadata: state.metadata)
        try check(seconds: state.memorySeconds, field: "memory_blocks_ttl")
        let record = SessionRecord(sessionID: id, userID: user, startedAt: time.now(), state: state)
        guard try await faultsOnly({ try await store.add(access, record) }) else {
            throw Fault(.conflict, "A session with this session_id already exists.")
        }
        return record
    }

    /// - Throws: `notFound`.
    package func record(_ access: Access, id: String, of user: String) async throws -> SessionRecord {
        let record = try await faultsOnly { try await store.record(access, id: id, of: user, at: time.now()) }
        guard let record else { throw Self.unknown }
        return record
    }

    /// - Throws: `notFound`; `SessionHasEnded` as the cause of `invalidRequest`.
    package func open(_ access: Access, id: String, of user: String) async throws -> SessionRecord {
        let record = try await record(access, id: id, of: user)
        if record.state.endedAt != nil { throw Self.ended }
        return record
    }

    package func list(_ access: Access, of user: String, page: PageRequest) async throws -> Page<SessionRecord> {
        try await faultsOnly { try await store.records(access, of: user, page: page, at: time.now()) }
    }

    /// Changes an open session; nil keeps the present value.
    /// - Throws: `validationFailed`, also when nothing would change; as `open`.
    package func update(
        _ access: Access,
        id: String,
        of user: String,
        annotations: AnnotationTexts?,
        metadata: JSONValue?
    ) async throws -> SessionRecord {
        guard annotations != nil || metadata != nil else {
            throw Fault.validation("annotations", "missing", "At least one of annotations and metadata must be given.")
        }
        try check(annotations: annotations, metadata: metadata)
        return try Self.changed(
            try await faultsOnly {
                try await store.revise(
                    access,
                    id: id,
                    of: user,
                    annotations: annotations,
                    metadata: metadata,
                    at: time.now()
                )
            }
        )
    }

    /// - Throws: as `open`.
    package func end(_ access: Access, id: String, of user: String) async throws -> SessionRecord {
        try Self.changed(try await faultsOnly { try await store.end(access, id: id, of: user, at: time.now()) })
    }

    private static func changed(_ change: SessionChange) throws -> SessionRecord {
        switch change {
        case .changed(let record): return record
        case .ended: throw ended
        case .absent: throw unknown
        }
    }

    private func check(annotations: AnnotationTexts?, metadata: JSONValue?) throws {
        try Annotations.check(annotations ?? [:])
        var validation = Validation()
        validation.requireJSON(metadata, atMost: limits.metadataBytes, ["body", "metadata"])
        try validation.finish()
    }

    private func check(seconds: Int?, field: String) throws {
        var validation = Validation()
        if let seconds { validation.require(seconds, in: 0...limits.sessionSeconds, ["body", field]) }
        try validation.finish()
    }

    private static let unknown = Fault(.notFound, "Session not found")
    private static let ended = Fault(
        .invalidRequest,
        "The session has ended. It takes no new memories and does not change any more.",
        cause: SessionHasEnded()
    )
}

/// The cause of a fault about a session that was ended.
package struct SessionHasEnded: Error {}

/// Texts by name, which applications put on sessions, memories and prompts.
package enum Annotations {
    /// Length of one value, in Unicode scalars.
    private static let valueLength = 1_024

    /// - Throws: `validationFailed` for a key that is not a plain word, a long value, or more than 64.
    package static func check(_ annotations: AnnotationTexts) throws {
        var validation = Validation()
        validation.requireCount(annotations.count, atMost: 64, ["body", "annotations"])
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            validation.require(
                key.count <= 128 && key.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil,
                ["body", "annotations"],
                "value_error",
                "The keys of annotations are letters, digits and underscores, at most 128, and do not begin with a digit."
            )
            validation.require(
                value.hasAtMost(valueLength),
                ["body", "annotations"],
                "too_long",
                "A value of annotations has at most \(valueLength) characters."
            )
        }
        try validation.finish()
    }
}
