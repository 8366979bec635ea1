import Base
import ClientCatalog
import Glibc
import Testing

@testable import agent_memory

@Suite("The hooks that clients run")
struct HookTests {
    private func input(_ members: [String: JSONValue]) throws -> HookInput {
        try HookInput(try StrictJSON.encode(.object(members)))
    }

    @Test(
        "A question is the prompt, or the project when a conversation starts",
        arguments: [
            (["hook_event_name": "UserPromptSubmit", "prompt": "When do we deploy?"], "When do we deploy?"),
            (["hook_event_name": "BeforeAgent", "prompt": "When?"], "When?"),
            (["hook_event_name": "SessionStart", "cwd": "/home/u/falcon"], "project falcon"),
            (["hook_event_name": "SessionStart", "cwd": "/"], nil),
            (["hook_event_name": "SessionStart"], nil),
            (["hook_event_name": "UserPromptSubmit", "prompt": "/clear"], nil),
            (["hook_event_name": "UserPromptSubmit", "prompt": " \n"], nil),
            (["hook_event_name": "UserPromptSubmit", "prompt": 5], nil),
            (["hook_event_name": "Stop", "prompt": "x"], nil),
            (["hook_event_name": "Later", "prompt": "x"], nil),
            ([:], nil),
        ] as [([String: JSONValue], String?)]
    )
    func questions(_ members: [String: JSONValue], _ expected: String?) throws {
        let question = Recall().question(try input(members))
        #expect(question?["query"]?.string == expected)
    }

    @Test("A long prompt is cut to what a search takes")
    func longPrompt() throws {
        let prompt = String(repeating: "ä", count: 1_000_000)
        let question = Recall().question(try input(["hook_event_name": "UserPromptSubmit", "prompt": .string(prompt)]))
        #expect(question?["query"]?.string?.unicodeScalars.count == 1_000)
    }

    @Test("Input that is not a JSON object is refused", arguments: ["", "[]", "{", "\u{0}", "7"])
    func otherInput(_ text: String) {
        #expect(throws: CommandFailure.self) { try HookInput(Array(text.utf8)) }
    }

    @Test("An input that never ends is given up after the time limit")
    func openInput() async throws {
        let (never, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        await #expect(throws: CommandFailure.self) {
            try await Recall().output(
                milliseconds: 10,
                reading: {
                    for await bytes in never { return bytes }
                    throw CancellationError()
                },
                asking: { _ in JSONValue.object([:]) }
            )
        }
        continuation.finish()
    }

    @Test("The output has what was found, or the question when nothing is asked, or is empty")
    func wholeRecall() async throws {
        let bytes = Array(#"{"hook_event_name":"UserPromptSubmit","prompt":"When?"}"#.utf8)
        let memories: JSONValue = ["memories": [["text": "Ana"]]]
        let found = try await Recall().output(milliseconds: 10_000, reading: { bytes }, asking: { _ in memories })
        #expect(found?["hookSpecificOutput"]?["additionalContext"]?.string?.hasSuffix("- Ana") == true)
        let question = try await Recall().output(milliseconds: 10_000, reading: { bytes }, asking: { _ in nil })
        #expect(question?["arguments"]?["query"]?.string == "When?")
        let empty = Array("{}".utf8)
        let nothing = try await Recall().output(milliseconds: 10_000, reading: { empty }, asking: { _ in memories })
        #expect(nothing == nil)
    }

    @Test(
        "A byte order mark and half of a surrogate pair cost nothing but that character",
        arguments: [
            ("\u{feff}{\"prompt\":\"a\"}", "a"), (#"{"prompt":"a\ud83d"}"#, "a\u{fffd}"),
            (#"{"prompt":"\udE00b"}"#, "\u{fffd}b"), (#"{"prompt":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀"),
            (#"{"prompt":"\\ud83d\ud83d"}"#, #"\ud83d"# + "\u{fffd}"), (#"{"prompt":"\ud83d\n"}"#, "\u{fffd}\n"),
        ]
    )
    func repairs(text: String, prompt: String) throws {
        #expect(try HookInput(Array(text.utf8)).prompt == prompt)
        let bytes = Array(#"{"prompt":"a"#.utf8) + [0xff] + Array(#""}"#.utf8)
        #expect(try HookInput(bytes).prompt == "a\u{fffd}")
    }

    @Test("A message whose id or time cannot be stored is left out, and the others stay")
    func unstorable() throws {
        func line(_ members: String) -> String { #"{"type":"user",\#(members),"message":{"content":"x"}}"# }
        let id = String(repeating: "u", count: 257)
        let lines = [
            line(#""uuid":"good","timestamp":"2026-11-01T10:00:00Z""#), line(#""timestamp":"yesterday""#),
            line(#""timestamp":"2026-11-03T10:00:00Z""#), line(#""uuid":"\#(id)""#), line(#""uuid":"""#),
        ]
        let bytes = Array(lines.joined(separator: "\n").utf8)
        let now = try #require(Timestamp(iso8601: "2026-11-02T10:00:00Z"))
        var warnings: [String] = []
        let event = try input(["hook_event_name": "Stop", "session_id": "s", "transcript_path": "/t"])
        let session = Capture().session(event, now: now, read: { _ in bytes }, warn: { warnings.append($0) })
        #expect(session?["messages"]?.array?.map { $0["id"]?.string } == ["good"])
        #expect(warnings == ["4 messages with an id or a time that cannot be stored were left out."])
        for empty in ["", " "] {
            let nameless = try input([
                "hook_event_name": "Stop", "session_id": .string(empty), "transcript_path": "/t",
            ])
            #expect(Capture().session(nameless, read: { _ in bytes }) == nil)
        }
    }

    @Test("The context has one line a memory, with its day, and stays within its tokens")
    func context() throws {
        let memory: JSONValue = ["text": "Ana prefers\nVim", "created_at": "2026-11-02T10:00:00Z"]
        let context = try #require(Recall().context(["memories": [memory]]))
        #expect(context.hasSuffix("\n- Ana prefers Vim (2026-11-02)"))
        let many = JSONValue.array(Array(repeating: memory, count: 500))
        for tokens in [50, 100, 800] {
            let bounded = try #require(Recall(tokens: tokens).context(["memories": many]))
            #expect(bounded.unicodeScalars.count <= tokens * 4)
        }
        #expect(Recall().context(["memories": []]) == nil)
        #expect(Recall().context([:]) == nil)
    }

    @Test("The output is what Claude Code, Codex and Gemini CLI read")
    func output() {
        #expect(
            Recall.output("text", for: .prompt)
                == ["hookSpecificOutput": ["hookEventName": "UserPromptSubmit", "additionalContext": "text"]]
        )
    }

    private static let transcript = """
        {"type":"summary","summary":"x"}
        {"type":"user","uuid":"u1","timestamp":"2026-11-01T10:00:00.000Z","message":{"role":"user","content":"Hello"}}
        not JSON
        {"type":"assistant","uuid":"a1","message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hi"},{"type":"tool_use","input":{"command":"cat .env"}}]}}
        {"type":"user","uuid":"u2","message":{"role":"user","content":[{"type":"tool_result","content":"PASSWORD=1"}]}}
        {"type":"user","uuid":"u3","isMeta":true,"message":{"content":"meta"}}
        {"type":"user","uuid":"u4","isSidechain":true,"message":{"content":"of a subagent"}}

        """

    @Test("A transcript's messages are what was said, without tool calls, results and thinking")
    func messages() {
        #expect(
            Transcript(Array(Self.transcript.utf8)).messages == [
                .init(id: "u1", role: "user", text: "Hello", time: "2026-11-01T10:00:00.000Z"),
                .init(id: "a1", role: "assistant", text: "Hi", time: nil),
            ]
        )
    }

    @Test("The most recent messages count, and of a long message its beginning")
    func limits() {
        let lines = (0..<300).map { #"{"type":"user","message":{"content":"number \#($0)"}}"# }
        let messages = Transcript(Array(lines.joined(separator: "\n").utf8), most: 3, length: 8).messages
        #expect(messages.map(\.text) == ["number 2", "number 2", "number 2"])
    }

    @Test("Any bytes give messages or none", arguments: 0..<200)
    func anyBytes(_ seed: Int) {
        var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
        var bytes = Array(Self.transcript.utf8)
        for _ in 0..<20 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
        }
        #expect(Transcript(bytes).messages.count <= 5)
        _ = try? HookInput(bytes)
    }

    @Test("A turn that ends is stored under the client's session and project; other events store nothing")
    func capture() throws {
        let read: (String) throws -> [UInt8] = { _ in Array(Self.transcript.utf8) }
        for event in ["Stop", "PreCompact", "SessionEnd", "SessionStart", "UserPromptSubmit", "Other"] {
            let members: [String: JSONValue] = [
                "hook_event_name": .string(event), "session_id": "s", "cwd": "/home/u/falcon", "transcript_path": "/t",
            ]
            let session = try Capture().session(try input(members), read: read)
            #expect((session != nil) == ["Stop", "PreCompact", "SessionEnd"].contains(event))
            guard let session else { continue }
            #expect(session["session_id"] == "claude-code-s")
            #expect(session["namespace"] == "falcon")
            #expect(session["messages"]?.array?.count == 2)
        }
    }

    @Test("A transcript that is a FIFO, a directory or absent ends with a sentence")
    func otherFiles() async throws {
        try await withFolder { folder in
            #expect(mkfifo(folder + "/fifo", 0o600) == 0)
            for path in [folder, folder + "/fifo", folder + "/absent"] {
                #expect(throws: CommandFailure.self) { try Transcript.end(of: path) }
            }
        }
    }

    @Test("The plugin runs both hooks, with words that a shell keeps together")
    func plugin() throws {
        let plugin = HookPlugin(program: "/a b/it's", url: "http://127.0.0.1:8000", tokenFile: nil, data: nil)
        let hooks = try #require(plugin.files.last?.text["hooks"])
        let command = hooks["UserPromptSubmit"]?.array?.first?["hooks"]?.array?.first?["command"]?.string
        #expect(command == #"'/a b/it'\''s' hook recall --url 'http://127.0.0.1:8000'"#)
        #expect(hooks["Stop"]?.array?.first?["hooks"]?.array?.first?["async"] == true)
        #expect(
            Set(hooks.object?.keys ?? [:].keys) == [
                "SessionStart", "UserPromptSubmit", "Stop", "PreCompact", "SessionEnd",
            ]
        )
    }
}
