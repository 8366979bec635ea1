import ArgumentParser
import Identity
import Imports

struct RedisAMSImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redis-ams",
        abstract: "Import from Redis Agent Memory Server: its URL, or a file of its hashes.",
        discussion: """
            At a URL, the token in --source-token-file is sent. Without a running server, write the hashes with redis-cli, one on each line:
              redis-cli --scan --pattern 'memory_idx:*' | xargs -n 1 redis-cli --json HGETALL > memories.jsonl
            Sessions of working memory stay where they are.

            Examples:
              agent-memory import redis-ams http://127.0.0.1:8001 --source-token-file token.txt --dry-run
              agent-memory import redis-ams memories.jsonl --user-map users.txt
            """
    )

    @OptionGroup var options: ForeignImportOptions
    @OptionGroup var server: SourceServerOptions

    @Argument(help: "The server's URL, or the file.")
    var source: String

    func run() async throws {
        try await options.run(.redisAMS) {
            guard SourceServer.isURL(source) else { return .file(try SourceFiles.bytes(of: source)) }
            return .values(try await RedisAMSSource(server.source(at: source, options.options)).memories())
        }
    }
}

struct MCPMemoryImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp-memory-service",
        abstract: "Import from MCP Memory Service: its SQLite database, or the JSON of its export.",
        discussion: """
            Deleted memories are left out. Tags become topics, and a store other than the default one becomes a namespace.

            Examples:
              agent-memory import mcp-memory-service ~/.local/share/mcp-memory/sqlite_vec.db --dry-run
              agent-memory import mcp-memory-service export.json
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The database or the file.")
    var source: String

    func run() async throws {
        try await options.run(.mcpMemoryService) { try SourceFiles.database(source, .mcpMemoryService) }
    }
}

struct OpenMemoryImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openmemory",
        abstract: "Import from OpenMemory: the ZIP file of its backup, its SQLite database, or the text of pg_dump.",
        discussion: """
            Deleted memories are left out. Categories become topics, and archived memories stay archived.

            Examples:
              agent-memory import openmemory memories_export_ana.zip --dry-run
              agent-memory import openmemory openmemory.db --user-map users.txt
              pg_dump openmemory > dump.sql && agent-memory import openmemory dump.sql --user ana
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The file.")
    var source: String

    func run() async throws { try await options.run(.openMemory) { try SourceFiles.database(source, .openMemory) } }
}

struct Mem0Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mem0",
        abstract: "Import from mem0: a JSON file with what get_all returns.",
        discussion: """
            Examples:
              python -c 'import json, mem0, sys; json.dump(mem0.Memory().get_all(filters={"user_id": "ana"}, top_k=100000), sys.stdout)' > mem0.json
              agent-memory import mem0 mem0.json --dry-run
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The file.")
    var source: String

    func run() async throws { try await options.run(.mem0) { .file(try SourceFiles.bytes(of: source)) } }
}

struct CouchbaseImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "couchbase",
        abstract: "Import from Couchbase Agent Memory, by its URL.",
        discussion: """
            Reads the memory blocks of all users, or of one with --source-user. Needs a token that may list them, in --source-token-file. \
            Both sides of a turn become one message.

            Examples:
              agent-memory import couchbase https://memory.example:8080 --source-token-file token.txt --user-map users.txt --dry-run
            """
    )

    @OptionGroup var options: ForeignImportOptions
    @OptionGroup var server: SourceServerOptions

    @Argument(help: "The server's URL.")
    var source: String

    @Option(help: ArgumentHelp("Import the memories of this user there only.", valueName: "name"))
    var sourceUser: String?

    func run() async throws {
        try await options.run(.couchbase) {
            .values(try await CouchbaseSource(server.source(at: source, options.options)).blocks(of: sourceUser))
        }
    }
}

struct MarkdownImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markdown",
        abstract: "Import Markdown: the memory of Claude Code, notes of Basic Memory, or any folder of notes.",
        discussion: """
            Each item of a list in MEMORY.md or CLAUDE.md becomes a memory, and each observation of Basic Memory. Everything else of a file \
            becomes one memory, or one for each section if it is long.

            Examples:
              agent-memory import markdown ~/.claude/projects/shop/memory --dry-run
              agent-memory import markdown ~/basic-memory
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The folder, a file in it, or a ZIP archive of it.")
    var source: String

    func run() async throws { try await options.run(.markdown) { try SourceFiles.notes(source) } }
}

struct ChatGPTImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chatgpt",
        abstract: "Import the memories of ChatGPT from a text file.",
        discussion: """
            Copy the list of saved memories into a file, or ask ChatGPT to list all of them. Each line or item becomes a memory; a date at \
            its beginning becomes its time.

            Examples:
              agent-memory import chatgpt memories.txt --dry-run
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The file.")
    var source: String

    func run() async throws { try await options.run(.chatGPT) { .file(try SourceFiles.bytes(of: source)) } }
}

struct ClaudeImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claude",
        abstract: "Import the memories of Claude: the text of its memory export, or the export of an account.",
        discussion: """
            Takes a text file, the file memories.json, or the ZIP archive with it.

            Examples:
              agent-memory import claude memory.txt --dry-run
              agent-memory import claude data-2026-11-29.zip
            """
    )

    @OptionGroup var options: ForeignImportOptions

    @Argument(help: "The file.")
    var source: String

    func run() async throws { try await options.run(.claude) { .file(try SourceFiles.bytes(of: source)) } }
}
