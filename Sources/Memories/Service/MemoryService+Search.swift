import Base
import Identity

extension MemoryService {
    static func unknown(_ id: String) -> Fault {
        Fault(.notFound, "Memory with ID \(id) not found")
    }

    /// A search whose results are noted as read.
    static func search(
        _ access: Access,
        _ query: MemoryQuery,
        with searcher: Searcher,
        _ past: FormerContents,
        _ rules: QueryRules,
        _ recorder: Recorder,
        isUse: Bool = true
    ) async throws -> SearchAnswer {
        try rules.check(query)
        let answer = try await searcher.search(access, query)
        recorder.found(access, answer, by: query, isUse: isUse)
        return try await past.shown(access, answer, at: query.filter.asOf)
    }
}
