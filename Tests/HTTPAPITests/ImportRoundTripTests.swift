import Base
import HTTPTypes
import Identity
import Imports
import Memories
import Testing

@testable import HTTPAPI

/// Random memories are exported, erased, imported and exported again.
@Suite("What is exported, erased and imported is the same as before") struct ImportRoundTripTests {
    /// The members that somebody wrote, and what follows from them.
    private static let written = [
        "id", "text", "user_id", "session_id", "namespace", "created_at", "updated_at", "pinned", "topics", "entities",
        "discrete_memory_extracted", "memory_type", "extracted_from", "event_date", "extraction_strategy",
        "extraction_strategy_config", "metadata", "supersedes", "superseded_by", "archived",
    ]

    private static let texts = [
        "ends with a line\n", "\u{2028}separators\u{2029}", "emoji 👩‍👩‍👧 and é e\u{301}", "\"quotes\" \\ and /", "التقرير",
        "花生",
        "<script>", "{\"json\": true}\nsecond line", "tab\tand  blanks  ", "\u{feff}mark",
    ]

    private static func memory(_ number: Int, _ dice: inout Dice) -> JSONValue {
        var memory = dice.memory(id: "m/\(number) \(dice.pick(["", "ü", "%2F"]))")
        if dice.chance(0.5) { memory["text"] = .string("\(number) \(dice.pick(texts))") }
        if memory["memory_type"] == "episodic" { memory["event_date"] = "2024-02-29T23:59:59.999Z" }
        if dice.chance(0.2) { memory["pinned"] = true }
        if dice.chance(0.2) { memory["archived"] = true }
        if dice.chance(0.3) {
            memory["metadata"] = [
                "n": .number(0.1), "big": 9_007_199_254_740_993, "deep": ["list": [1, "x", .null, true, [:]]], "é": "",
            ]
        }
        if dice.chance(0.2) { memory["extracted_from"] = ["a", "b"] }
        if dice.chance(0.2) { memory["topics"] = ["z", "a", "Ä", "ñ"] }
        return .object(memory)
    }

    /// The lines of each part, with the written members only, as bytes.
    private static func lines(_ archive: [UInt8]) throws -> [String: [String]] {
        var lines: [String: [String]] = [:]
        for part in try ImportFile(archive, unpackedLimit: 1 << 24).parts {
            lines[part.team ?? ""] = try part.records.map { record in
                guard case .memory(let value) = record.content else { return "\(record)" }
                let members = value.object ?? [:]
                let kept = members.filter { written.contains($0.key) }
                return String(decoding: try StrictJSON.encode(.object(kept)), as: UTF8.self)
            }
        }
        return lines
    }

    private func export(_ browser: Browser) async throws -> [UInt8] {
        try await browser.submit(browser.get("/data"), to: "/data/export", [:]).bytes
    }

    @Test("For random memories in two workspaces, of which some replace others", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            var dice = Dice(seed)
            for workspace in [nil, fixture.team.id] {
                var memories = (0..<150).map { Self.memory($0, &dice) }
                // Each replaces at most one, also one that comes later in the archive.
                for index in stride(from: 1, to: 150, by: 7) {
                    guard var members = memories[index].object, let other = memories[(index * 31) % 150]["id"] else {
                        continue
                    }
                    members["supersedes"] = [other, "gone"]
                    memories[index] = .object(members)
                }
                let answer = try await call(
                    .post,
                    "/v1/long-term-memory",
                    token: fixture.server.token(of: "alice", in: workspace, scopes: .write),
                    json: ["memories": .array(memories), "deduplicate": false]
                )
                #expect(answer.status == 200, "\(answer.text)")
            }
            let archive = try await export(browser)
            let before = try Self.lines(archive)
            #expect(before[""]?.count == 150 && before["crew"]?.count == 150)
            #expect(before[""]?.contains { $0.contains("\"superseded_by\":\"m/") } == true)
            #expect(before[""]?.contains { $0.contains("\"archived\":true") } == true)

            let here = try await browser.upload(browser.get("/data"), to: "/data/import", archive)
            #expect(here.text.contains("<dd>300<small>left as they are"), "nothing differs from itself")
            let erase: [String: String?] = ["confirm": "erase alice", "password": OAuthFixture.password]
            let receipt = try await browser.submit(browser.get("/data/erase"), to: "/data/erase", erase)
            #expect(receipt.text.contains("Your data is erased"))
            try await browser.logIn()
            let planned = try await browser.upload(browser.get("/data"), to: "/data/import", archive)
            #expect(planned.text.contains("Import 300 memories") && planned.text.utf8.count < 60_000)
            _ = try await browser.submit(planned, to: "/data/import/run", [:])
            #expect(try await browser.get("/data").text.contains("300 memories were imported."))

            let after = try Self.lines(try await export(browser))
            for (team, lines) in before {
                // Memories of one moment may come in another order.
                #expect(Set(lines) == Set(after[team] ?? []) && lines.count == after[team]?.count, "\(team)")
                let changed = Set(lines).symmetricDifference(after[team] ?? []).sorted()
                #expect(changed.isEmpty, "\(changed.prefix(4).joined(separator: "\n"))")
            }
            let again = try await browser.upload(browser.get("/data"), to: "/data/import", archive)
            #expect(again.text.contains("<dd>300<small>left as they are"))
        }
    }

    @Test("Archives with damaged bytes are read within their bounds or refused", arguments: [1, 2, 3] as [UInt64])
    func damaged(seed: UInt64) async throws {
        var dice = Dice(seed)
        var archive = ZipArchive(at: Timestamp(seconds: 1_700_000_000))
        var bytes: [UInt8] = []
        for name in ["account.json", "my-memories/memories.jsonl", "team-1-x/memories.jsonl"] {
            try await archive.begin(name) { bytes += $0 }
            try await archive.append(Array("{\"id\":\"x\",\"text\":\"\(String(repeating: "y", count: 200))\"}\n".utf8))
            {
                bytes += $0
            }
        }
        try await archive.finish { bytes += $0 }
        #expect(try ImportFile(bytes, unpackedLimit: 1 << 24).parts.map(\.team) == [nil, "team-1-x"])
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                damaged[Int.random(in: damaged.indices, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            if dice.chance(0.3) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &dice)) }
            do {
                for part in try ImportFile(damaged, unpackedLimit: 1 << 12).parts {
                    #expect(part.records.count <= 1 << 12)
                }
            } catch let fault as Fault {
                #expect(fault.code == .validationFailed)
            }
        }
    }

    @Test(
        "A form with a file is read, or refused",
        arguments: [
            ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n", "b", "a=1"),
            ("--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n\r\n--b--", "b", "a="),
            (
                "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.zip\"\r\nContent-Type: a/b\r\n\r\n\r\n--x\r\n--b--",
                "b",
                "f:\r\n--x"
            ), ("--b--", "b", ""), ("--b\r\n\r\n1\r\n--b--", "b", nil), ("--b", "b", nil), ("", "b", nil),
            ("--c\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--c--\r\n", "b", nil),
            ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", "b", nil), ("--b--", "", nil),
        ] as [(String, String, String?)]
    )
    func multipart(body: String, boundary: String, expected: String?) {
        let form = try? MultipartForm(
            Array(body.utf8),
            type: "Multipart/Form-Data; charset=x; boundary=\"\(boundary)\""
        )
        let read = form.map { form in
            (form.fields.pairs.map { "\($0.name)=\($0.value)" }
                + form.files.map { "\($0.key):\(String(decoding: $0.value.content, as: UTF8.self))" }).joined(
                    separator: "&"
                )
        }
        #expect(read == expected)
    }
}
