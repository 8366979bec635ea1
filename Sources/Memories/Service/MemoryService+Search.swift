import Base
import Identity

extension MemoryService {
    static func unknown(_ id: String) -> Fault {
        Fault(.notFound, "Memory with ID \(id) not found")
    }

    /// A search whose results are noted as read.
    static func search(
        _ reach: [Access],
        _ query: MemoryQuery,
        with searcher: Searcher,
        _ past: FormerContents,
        _ rules: QueryRules,
        _ recorder: Recorder,
        isUse: Bool = true
    ) async throws -> SearchAnswer {
        try rules.check(query)
        let answer = try await searcher.search(reach, query)
        for access in reach {
            let found = answer.memories.filter { $0.workspace == access.workspace }
            recorder.found(access, found, by: query, isUse: isUse)
        }
        return try await past.shown(reach, answer, at: query.filter.asOf)
    }
}
