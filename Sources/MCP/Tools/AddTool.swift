import Base
import Identity
import Memories

struct AddTool: Tool {
    let name = "add_memories"
    let title = "Add memories"
    let description = """
        Store what will be useful in later conversations. Call it when the user says something lasting about themselves or their \
        work, decides or corrects something, or asks you to remember it. Write every memory as one sentence that stands on its \
        own: name who and what ("Ana prefers Vim"), write dates out, no "he", "it" or "yesterday"; one fact to a memory. Search \
        first: when a memory is out of date, change it with update_memory, or name it in supersedes. Text the user already has is \
        recognised and not stored again; the result names memories that a new one may repeat or contradict, with the call that \
        replaces them. Never store passwords, keys or other secrets.
        """
    let action = Action.write
    let hints = ToolHints.adds

    let input: [Shape.Property]

    init(_ limits: MemoryLimits) {
        input = [
            Shape.Property(
                "memories",
                .list(of: .record(NewMemoryShape.properties(limits)), count: 0...limits.batchSize),
                "What to remember.",
                isRequired: true
            )
        ]
    }

    let output = [
        Shape.Property(
            "results",
            .list(of: .record(WriteReport.properties)),
            "The result for each memory, in the order given.",
            isRequired: true
        ),
        Shape.Property("notice", .string, "What was not compared."),
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let memories = (arguments.records("memories") ?? []).map {
            NewMemoryShape.memory($0, author: access.author, in: call)
        }
        let outcome = try await call.service.remember(access, memories, deduplicate: true, comparing: true)
        let report = WriteReport(outcome, of: memories, by: access)
        var result: [String: JSONValue] = ["results": .array(report.results)]
        result["notice"] = report.notice.map(JSONValue.string)
        return .object(result)
    }
}
