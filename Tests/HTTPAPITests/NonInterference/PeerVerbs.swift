import Base
import HTTPTypes
import Memories
import TestSupport

@testable import HTTPAPI

/// The read verbs of the other systems' APIs. The switches are exhaustive, too.
extension ReadVerbs {
    var peers: [ReadVerb] {
        OpenMemoryEndpoint.allCases.flatMap(reads) + MCPMemoryEndpoint.allCases.flatMap(reads)
            + CouchbaseEndpoint.allCases.flatMap(reads)
    }

    private func filled(_ path: String, _ name: String, _ more: String = "") -> [ReadVerb] {
        (ids.prefix(3) + ["none", "m9"]).map { .get(path.replacing("{\(name)}", with: Percent.encode($0)) + more) }
    }

    private func tool(_ name: String, _ arguments: JSONValue) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": ["name": .string(name), "arguments": arguments],
        ]
    }

    private func reads(_ endpoint: OpenMemoryEndpoint) -> [ReadVerb] {
        let path = endpoint.rawValue
        switch endpoint {
        case .http:
            let people = ["alice", "bob", "alice@example.com"].map {
                path.replacing("{client_name}", with: "cursor").replacing("{user_id}", with: Percent.encode($0))
            }
            return people.flatMap { path -> [ReadVerb] in
                [
                    .post(path, tool("list_memories", [:])),
                    .post(path, tool("search_memory", ["query": .string(texts[0])])),
                ]
            }
        case .memories:
            return ["", "?user_id=bob", "?size=2&page=2", "?search_query=code", "?categories=food", "?app_id=none"]
                .map { .get(path + $0) }
        case .filter:
            return [.post(path, [:]), .post(path, ["show_archived": true, "search_query": .string(texts[2])])]
        case .categories, .stats: return [.get(path), .get(path + "?user_id=bob")]
        case .memory: return filled(path, "memory_id")
        case .related: return filled(path, "memory_id", "?user_id=alice")
        case .config, .configModel, .configEmbedder, .configVectors, .configOpenMemory: return [.get(path)]
        case .export: return [.post(path, ["user_id": "bob"])]
        // Streams do not end, some paths write, and the numbers of the other paths grow with the reader's own reads.
        case .events, .messages, .sharedMessages, .archive, .pause, .importBackup, .configReset, .accessLog, .apps,
            .app, .appMemories, .appAccessed:
            return []
        }
    }

    private func reads(_ endpoint: MCPMemoryEndpoint) -> [ReadVerb] {
        let path = endpoint.rawValue
        switch endpoint {
        case .records:
            return ["", "?page_size=2&page=2", "?tag=food,health", "?store=vault", "?store=all", "?memory_type=note"]
                .map { .get(path + $0) }
        case .hashes: return [.get(path), .get(path + "?limit=2&cursor=1")]
        case .record, .similar: return filled(path, "content_hash")
        case .semanticSearch:
            return texts.map { .post(path, ["query": .string($0)]) }
                + [.post(path, ["query": .string(texts[0]), "similarity_threshold": 0.3, "store": "theirs"])]
        case .searchByTag: return [.post(path, ["tags": ["food"]]), .post(path, ["tags": ["food", "x"], "limit": 1])]
        case .searchByTime:
            return [
                .post(path, ["query": "this year"]),
                .post(path, ["query": "this year", "semantic_query": .string(texts[2])]),
            ]
        case .tags, .types, .untaggedCount, .tagStats, .simpleHealth, .healthDetailed, .syncHealth, .eventStats,
            .oauthStatus:
            return [.get(path)]
        // A stream does not end, and the others are writes.
        case .eventStream, .eventTicket, .conversations, .bulkDelete, .cleanupDuplicates, .deleteUntagged, .tag,
            .operation:
            return []
        }
    }

    private func reads(_ endpoint: CouchbaseEndpoint) -> [ReadVerb] {
        let paths = ["alice", "bob"].flatMap { user in
            sessions.map {
                endpoint.rawValue.replacing("{user_id}", with: user).replacing("{session_id}", with: $0)
            }
        }
        let path = endpoint.rawValue.replacing("{prompt_id}", with: "none")
        switch endpoint {
        case .userSessions, .userSession: return paths.map { .get($0) }
        case .userBlocks: return paths.flatMap { [.get($0), .get($0 + "?limit=2&offset=1&session_ids=s0")] }
        case .blockSearch:
            let bodies: [JSONValue] = [
                [:], ["query": .string(texts[0])],
                ["query": .string(texts[2]), "filters": ["session_ids": "all", "relevant_k": 3]],
            ]
            return paths.flatMap { path in bodies.map { .post(path, $0) } }
        case .extractionPrompts, .extractionPrompt, .extractionPromptVersions, .databaseHealth, .modelHealth,
            .processorHealth, .processorStatistics, .memoryHealth, .logs:
            return [.get(path)]
        // Writes.
        case .lifetime, .sessionEnd, .blocks, .block, .extractionPromptArchive: return []
        }
    }
}
