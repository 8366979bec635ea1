import ArgumentParser
import Base
import Outbound

struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook",
        abstract: "Memory that works by itself: hooks for Claude Code and other clients.",
        discussion: """
            A client runs these commands and passes its event as JSON on standard input. They never make the client fail: after a \
            problem they print nothing on standard output, the reason on standard error, and end with exit code 0.
            docs/hooks.md says which clients have hooks.
            """,
        subcommands: [HookRecall.self, HookCapture.self, HookInstall.self]
    )

    /// Runs a hook's work, and reports a problem without failing.
    static func harmless(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            Terminal.warn("agent-memory hook: \(CommandFailure.readable(error))")
        }
    }

    /// The whole standard input.
    @Sendable static func input() async throws -> [UInt8] {
        try await StandardStreams.wholeInput(upTo: HookInput.limit)
    }
}

struct HookRecall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract: "Put the memories that suit the prompt into the client's context.",
        discussion: """
            For the events SessionStart and UserPromptSubmit (Claude Code, Codex) and BeforeAgent (Gemini CLI). With --url the answer \
            comes from a running server, which is faster than opening the data directory.
            """
    )

    @OptionGroup var options: MemoryOptions

    @Option(help: "The maximum number of memories, 1 to 20.")
    var memories = 5

    @Option(help: "The maximum length of the context in tokens, estimated as four characters each; 50 to 10000.")
    var tokens = 800

    @Option(help: ArgumentHelp("The time limit, 10 to 10000; after it the hook adds nothing.", valueName: "ms"))
    var milliseconds = 150

    @Flag(help: "Print what would be asked, and ask nothing.")
    var dryRun = false

    func run() async throws {
        await HookCommand.harmless {
            let recall = Recall(
                memories: OutsideNumber(1...20).clamp(memories),
                tokens: OutsideNumber(50...10_000).clamp(tokens)
            )
            let options = options
            let isDry = dryRun
            let output = try await recall.output(
                milliseconds: OutsideNumber(10...10_000).clamp(milliseconds),
                reading: HookCommand.input
            ) { question in
                if isDry { return nil }
                return try await options.tools(GuardedHTTP.Limits()).call("search_memory", question)
            }
            if let output { try Terminal.json(output) }
        }
    }
}

struct HookCapture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Put the conversation into working memory.",
        discussion: """
            For the events Stop, PreCompact and SessionEnd of Claude Code. Stores what the user and the model said, without tool \
            calls and their results: the last 100 messages of the transcript, as the session claude-code-ID.
            """
    )

    @OptionGroup var options: MemoryOptions

    @Option(
        help: ArgumentHelp(
            "After how many days without a turn the conversation is deleted, 1 to 30.",
            valueName: "days"
        )
    )
    var keep = 7

    @Flag(help: "Print what would be stored, and store nothing.")
    var dryRun = false

    func run() async throws {
        await HookCommand.harmless {
            let capture = Capture(keptSeconds: Int64(OutsideNumber(1...30).clamp(keep)) * 24 * 3_600)
            // A client that leaves standard input open must not keep this process.
            let bytes = try await within(.seconds(5)) { try await HookCommand.input() }
            guard let bytes else {
                throw CommandFailure("Standard input did not end within 5 s. Nothing was stored.")
            }
            let session = try capture.session(
                try HookInput(bytes),
                now: Surroundings.time.now(),
                read: Transcript.end,
                warn: { Terminal.warn("agent-memory hook: \($0)") }
            )
            guard let session else { return }
            if dryRun { return try Terminal.json(["tool": "set_working_memory", "arguments": .object(session)]) }
            try await options.withTools { _ = try await $0.call("set_working_memory", session) }
        }
    }
}
