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
        first: when a memory is out of date, change it with update_memory instead of adding a second one. Text the user already \
        has is recognised and not stored again. Never store passwords, keys or other secrets.
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
            .list(
                of: .record([
                    Shape.Property("id", .string, "The memory that now holds the text.", isRequired: true),
                    Shape.Property(
                        "status",
                        .choice(["stored", "already_known"]),
                        "Whether it is new or already existed.",
                        isRequired: true
                    ),
                ]),
                count: 0...Int.max
            ),
            "The result for each memory, in the order given.",
            isRequired: true
        )
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let memories = (arguments.records("memories") ?? []).map {
            NewMemoryShape.memory($0, author: access.author, in: call)
        }
        let outcome = try await call.service.remember(access, memories, deduplicate: true)
        let results = memories.map { memory -> JSONValue in
            if let known = outcome.holder(of: OwnedID(memory)) {
                return ["id": .string(known), "status": "already_known"]
            }
            return ["id": .string(memory.id), "status": "stored"]
        }
        return ["results": .array(results)]
    }
}
