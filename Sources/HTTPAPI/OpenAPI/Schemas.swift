import Base
import Memories

/// Every object that is received or answered, by name.
enum Schemas {
    static let all = memory.merging(UserOperations.schemas) { own, _ in own }

    private static let memory: [String: JSONValue] = [
        "Problem": problem,
        "Health": Schema.object(["now": Schema.described(Schema.integer(0), "Milliseconds since 1970.")]),
        "ServerHealth": serverHealth,
        "OpenAPI": Schema.object(["openapi": Schema.text, "info": Schema.anyObject, "paths": Schema.anyObject]),
        "Acknowledgement": Schema.object(
            ["status": Schema.text, "ignored_fields": ignoredFields],
            required: ["status"]
        ),
        "RPCMessage": Schema.object(["jsonrpc": Schema.text]),
        "SessionList": Schema.object(["sessions": Schema.texts, "total": Schema.integer(0)]),
        "Message": message,
        "MessageInput": messageInput,
        "MemoryStrategy": Schema.object(
            ["strategy": Schema.choice(["discrete", "summary", "preferences", "custom"]), "config": Schema.anyObject],
            required: []
        ),
        "WorkingMemoryInput": workingMemoryInput,
        "WorkingMemory": workingMemory,
        "MemoryInput": MemorySchemas.input,
        "Memory": Schema.object(MemorySchemas.members),
        "FoundMemory": MemorySchemas.found,
        "NewMemories": Schema.object(
            ["memories": Schema.list(Schema.reference("MemoryInput")), "deduplicate": Schema.flag],
            required: ["memories"]
        ),
        "MemoryChange": MemorySchemas.change,
        "TagFilter": SearchSchemas.tagFilter,
        "DateFilter": SearchSchemas.dateFilter,
        "Search": Schema.object(SearchSchemas.members, required: []),
        "SearchAnswer": Schema.object(
            [
                "memories": Schema.list(Schema.reference("FoundMemory")), "total": Schema.integer(0),
                "next_offset": Schema.optional(Schema.integer(0)), "notice": notice,
                "ignored_fields": ignoredFields,
            ],
            required: ["memories", "total", "next_offset"]
        ),
        "Forgetting": forgetting,
        "ForgettingAnswer": Schema.object([
            "scanned": Schema.integer(0), "deleted": Schema.integer(0), "deleted_ids": Schema.texts,
            "dry_run": Schema.flag,
        ]),
        "Prompt": prompt,
        "PromptAnswer": promptAnswer,
    ]

    private static let ignoredFields = Schema.described(
        Schema.texts,
        "Present when the request has members or parameters that are unknown here; `X-Ignored-Fields` names them too."
    )
    private static let notice = Schema.described(
        Schema.text,
        "Present when the answer is not quite what was asked for: why."
    )

    private static let problem = Schema.object(
        [
            "type": Schema.text, "title": Schema.text, "status": Schema.integer(400, 599), "detail": Schema.text,
            "status_code": Schema.integer(400, 599), "hint": Schema.text, "request_id": Schema.text,
            "errors": Schema.list(
                Schema.object([
                    "loc": Schema.list(["anyOf": [["type": "string"], ["type": "integer"]]]), "msg": Schema.text,
                    "type": Schema.text,
                ])
            ),
        ],
        required: ["type", "title", "status", "detail", "status_code"]
    )

    private static let serverHealth = Schema.object([
        "status": Schema.choice(["ok", "degraded"]), "version": Schema.text, "now": Schema.integer(0),
        "storage": Schema.object(
            ["state": Schema.choice(["ready", "read_only"]), "reason": Schema.text],
            required: ["state"]
        ),
        "embedding": Schema.object(
            [
                "state": Schema.choice(["keyword_only", "ready", "reembedding"]), "reason": Schema.text,
                "model": Schema.text,
                "dimension": Schema.integer(1), "done": Schema.integer(0), "total": Schema.integer(0),
            ],
            required: ["state"]
        ),
    ])

    private static let flagText = Schema.choice(["t", "f"])

    private static let message = Schema.object([
        "role": Schema.text, "content": Schema.text, "id": Schema.text, "created_at": Schema.date,
        "persisted_at": Schema.optional(Schema.date), "discrete_memory_extracted": flagText,
    ])

    private static let messageInput = Schema.object(
        [
            "role": Schema.described(Schema.text, "`user`, `assistant`, `system`, `tool` by custom."),
            "content": Schema.text,
            "id": Schema.optional(Schema.text), "created_at": Schema.optional(Schema.date),
            "persisted_at": Schema.optional(Schema.date), "discrete_memory_extracted": flagText,
        ],
        required: ["role", "content"]
    )

    private static let workingMemoryInput = Schema.object(
        [
            "messages": Schema.list(Schema.reference("MessageInput")),
            "memories": Schema.described(
                Schema.list(Schema.reference("MemoryInput")),
                "To be kept as long-term memories, in the background."
            ),
            "data": Schema.optional(Schema.anyObject), "context": Schema.optional(Schema.text),
            "user_id": Schema.optional(Schema.text), "namespace": Schema.optional(Schema.text),
            "tokens": Schema.integer(0),
            "long_term_memory_strategy": Schema.reference("MemoryStrategy"),
            "ttl_seconds": Schema.optional(Schema.integer()), "created_at": Schema.optional(Schema.date),
            "last_accessed": Schema.optional(Schema.date),
        ],
        required: []
    )

    private static let workingMemory = Schema.object([
        "messages": Schema.list(Schema.reference("Message")), "memories": Schema.list(Schema.reference("Memory")),
        "data": Schema.optional(Schema.anyObject), "context": Schema.optional(Schema.text),
        "user_id": Schema.optional(Schema.text), "tokens": Schema.integer(0), "session_id": Schema.text,
        "namespace": Schema.optional(Schema.text), "long_term_memory_strategy": Schema.reference("MemoryStrategy"),
        "ttl_seconds": Schema.optional(Schema.integer()), "last_accessed": Schema.date, "created_at": Schema.date,
        "updated_at": Schema.date, "context_percentage_total_used": Schema.optional(Schema.number),
        "context_percentage_until_summarization": Schema.optional(Schema.number),
    ])

    private static let forgetting = Schema.object(
        [
            "policy": Schema.object(
                [
                    "max_age_days": Schema.optional(Schema.number), "max_inactive_days": Schema.optional(Schema.number),
                    "budget": Schema.optional(Schema.integer(0)),
                    "memory_type_allowlist": Schema.optional(Schema.list(MemorySchemas.kind)),
                    "hard_age_multiplier": Schema.number,
                ],
                required: []
            ),
            "pinned_ids": Schema.optional(Schema.texts),
        ],
        required: ["policy"]
    )

    private static let prompt = Schema.object(
        [
            "query": Schema.text,
            "session": Schema.optional(
                Schema.object(
                    [
                        "session_id": Schema.text, "namespace": Schema.optional(Schema.text),
                        "user_id": Schema.optional(Schema.text),
                        "model_name": Schema.optional(Schema.text),
                        "context_window_max": Schema.optional(Schema.integer(1)),
                    ],
                    required: ["session_id"]
                )
            ),
            "long_term_search": ["anyOf": [Schema.reference("Search"), Schema.flag, ["type": "null"]]],
        ],
        required: ["query"]
    )

    private static let promptAnswer = Schema.object(
        [
            "messages": Schema.list(
                Schema.object([
                    "role": Schema.choice(["system", "user", "assistant"]),
                    "content": Schema.object([
                        "type": Schema.choice(["text"]), "text": Schema.text, "annotations": ["type": "null"],
                        "_meta": ["type": "null"],
                    ]),
                ])
            ), "long_term_memories": Schema.optional(Schema.list(Schema.reference("FoundMemory"))), "notice": notice,
            "ignored_fields": ignoredFields,
        ],
        required: ["messages", "long_term_memories"]
    )
}
