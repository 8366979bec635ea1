package import Memories

/// The limits of one request. Lengths are in Unicode scalars.
package struct LimitSettings: Sendable {
    package let bodyBytes: Int
    package let memory: MemoryLimits
    /// The life of memory blocks that clients of Couchbase Agent Memory store without one, in seconds; 0 means no end.
    package let blockSeconds: Int

    init(_ s: SettingReader) {
        bodyBytes = s.int(
            "limits.bodyBytes",
            default: 4_194_304,
            in: 1_024...1_073_741_824,
            "Maximum bytes of a request body. Larger requests get 413."
        )
        var memory = MemoryLimits()
        memory.textLength = s.int(
            "limits.textLength",
            default: memory.textLength,
            in: 1...100_000_000,
            "Maximum characters of one memory."
        )
        memory.messageLength = s.int(
            "limits.messageLength",
            default: memory.messageLength,
            in: 1...100_000_000,
            "Maximum characters of one message of working memory."
        )
        memory.messagesPerSession = s.int(
            "limits.messagesPerSession",
            default: memory.messagesPerSession,
            in: 1...1_000_000,
            "Maximum messages in one session."
        )
        memory.queryLength = s.int(
            "limits.queryLength",
            default: memory.queryLength,
            in: 1...1_000_000,
            "Maximum characters of a search query."
        )
        memory.batchSize = s.int(
            "limits.batchSize",
            default: memory.batchSize,
            in: 1...100_000,
            "Maximum memories or ids in one request."
        )
        memory.pageSize = s.int(
            "limits.pageSize",
            default: memory.pageSize,
            in: 1...10_000,
            "Maximum items on one page of a response."
        )
        memory.metadataBytes = s.int(
            "limits.metadataBytes",
            default: memory.metadataBytes,
            in: 0...16_777_216,
            "Maximum bytes of one free JSON value (`metadata`, `data`), as text."
        )
        memory.idLength = s.int(
            "limits.idLength",
            default: memory.idLength,
            in: 26...4_096,
            "Maximum characters of an id, a `user_id`, a `namespace` or a `session_id`."
        )
        memory.versionCount = s.int(
            "limits.versionCount",
            default: memory.versionCount,
            in: 0...100,
            "Former contents kept of one memory. More are removed within an hour; 0 keeps none."
        )
        memory.versionDays = s.int(
            "limits.versionDays",
            default: memory.versionDays,
            in: 0...36_500,
            "Days that a former content of a memory is kept."
        )
        memory.deletedDays = s.int(
            "limits.deletedDays",
            default: memory.deletedDays,
            in: 0...3_650,
            "Days that undoing an application brings back what it deleted. What a person deletes on the pages is gone at once. 0 keeps nothing."
        )
        memory.activityDays = s.int(
            "limits.activityDays",
            default: memory.activityDays,
            in: 0...3_650,
            "Days that the server keeps which application read or wrote which memories. 0 keeps nothing."
        )
        self.memory = memory
        blockSeconds = s.int(
            "limits.blockSeconds",
            default: 0,
            in: 0...memory.sessionSeconds,
            "Seconds after which a memory block that a client of Couchbase Agent Memory stores expires, unless its request or session says when. 0 keeps it."
        )
    }
}
