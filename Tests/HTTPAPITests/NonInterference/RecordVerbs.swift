import Base
import HTTPTypes
import Identity
import Memories

@testable import HTTPAPI

/// The verbs by which pages read about memories besides the memories: versions, readers, activity, and the dry run of an undoing.
struct RecordVerbs {
    let service: MemoryService
    let principal: Principal
    let ids: [String]

    /// One line for every verb. Leaves out the reader's own reads, which change with every round, and those of
    /// application back ends that may read the memories: showing them is the purpose.
    func all() async throws -> [(String, Answer)] {
        let reading = try AccessPolicy.access(principal, to: .read)
        let writing = try AccessPolicy.access(principal, to: .write)
        var lines: [String] = []
        for id in ids + ["none"] {
            do {
                let history = try await service.history(reading, id: id)
                lines.append("\(id): \(history.edition) \(history.former)")
                let others = try await service.readers(reading, id: id).filter { $0.person != nil && $0.person != own }
                lines.append("\(id): read by \(others)")
            } catch let fault as Fault {
                lines.append("\(id): \(fault.code) \(fault.detail)")
            }
        }
        let page = PageRequest(limit: 100)
        let events = try await service.activity(reading, ActivityFilter(), page: page).items
        lines.append("activity: \(events.filter { $0.provenance.person != own })")
        if let application = principal.provenance?.application {
            let plan = try await service.undoPlan(writing, [application], since: Timestamp(milliseconds: 0))
            lines.append("plan: \(plan.steps.map { "\($0.memory.id) \($0.edition) \($0.outcome)" })")
        }
        lines.append("undone: \(try await service.undone(writing))")
        return lines.enumerated().map { number, line in
            ("record \(number)", Answer(status: 200, headers: [:], text: line))
        }
    }

    private var own: ID<User>? { principal.provenance?.person }
}
