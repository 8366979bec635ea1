import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("A person imports an archive") struct ImportPageTests {
    private static func lines(_ memories: [JSONValue]) throws -> [UInt8] {
        try memories.flatMap { try StrictJSON.encode($0) + [UInt8(ascii: "\n")] }
    }

    /// The numbers of the page: new, already here, different, cannot be imported.
    private static func counts(_ page: Answer) -> [String] {
        page.text.matches(of: /<dd>([\d,]+)(?:<small>[^<]*<\/small>)?<\/dd>/).map { String($0.output.1) }
    }

    private func run(_ browser: Browser, _ page: Answer, differing: String? = nil) async throws -> String {
        let done = try await browser.submit(page, to: "/data/import/run", ["differing": differing])
        #expect(done.status == 303 && done.location == "/data", "\(done.text)")
        return try await browser.get("/data").text
    }

    @Test("The table says what would happen and why, nothing is written before the person says so, and once is enough")
    func dryRun() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Same", "Mine <b>"])
            let here = try await call(.get, "/v1/long-term-memory/alice-0", token: fixture.server.alice).json
            let file = try Self.lines([
                here, ["id": "alice-1", "text": "Theirs", "created_at": "2026-01-01T00:00:00Z"],
                ["id": "n", "text": "<i>New</i>", "user_id": "somebody else", "unknown": 1],
                ["id": "n2", "text": " "], ["text": "No id"], ["id": "n3", "text": "x", "memory_type": "dream"],
                ["id": "twice", "text": "First"], ["id": "twice", "text": "Second"], "no object",
                ["id": "big", "text": .string(String(repeating: "x", count: 32_769))],
            ])
            let page = try await browser.upload(browser.get("/data"), to: "/data/import", file, named: "<a>.jsonl")
            #expect(page.status == 200 && Self.counts(page) == ["2", "1", "1", "6"], "\(Self.counts(page))")
            for words in [
                "&lt;a&gt;.jsonl", "&lt;i&gt;New", "Here: <bdi>Mine &lt;b&gt;",
                "text must be a string that is not empty",
                "id is required.", "memory_type must be one of: episodic, semantic, message", "not a JSON object",
                "Line 8 has the same id", "text must have at most 32768 characters", "Import 2 memories",
            ] { #expect(page.text.contains(words), "\(words)") }
            #expect(!page.text.contains("<i>") && !page.text.contains("<b>"))
            #expect(try await call(.get, "/v1/long-term-memory/n", token: fixture.server.alice).status == 404)

            #expect(try await run(browser, page).contains("2 memories were imported."))
            let new = try await call(.get, "/v1/long-term-memory/n", token: fixture.server.alice).json
            #expect(new["text"] == "<i>New</i>" && new["user_id"] == "alice")
            #expect(new["provenance"]?["created"]?["identified_by"] == "imported")
            #expect(new["provenance"]?["created"]?["person"] == "alice")
            let mine = try await call(.get, "/v1/long-term-memory/alice-1", token: fixture.server.alice).json
            #expect(mine["text"] == "Mine <b>", "it was kept")
            let list = try await browser.get("/memories?app=imported").text
            #expect(list.contains("&lt;i&gt;New") && list.contains("Second") && !list.contains("Mine"))
            #expect(try await browser.get("/memories/n").text.contains("An imported file"))

            // The same form again, and the same file again.
            #expect(try await run(browser, page).contains("Choose the file again"))
            let again = try await browser.upload(browser.get("/data"), to: "/data/import", file)
            #expect(Self.counts(again) == ["0", "3", "1", "6"] && again.text.contains(">Import</button>"))
            #expect(try await run(browser, again, differing: "replace").contains("1 memory was replaced"))
            let history = try await browser.get("/memories/alice-1").text
            #expect(history.contains("Theirs") && history.contains("Version 1") && history.contains("Mine &lt;b&gt;"))
            let third = try await browser.upload(browser.get("/data"), to: "/data/import", file)
            #expect(Self.counts(third) == ["0", "4", "0", "6"] && !third.text.contains("class=\"primary\">Import"))
        }
    }

    @Test("An import is undone like an application, which nobody can pause, and that is taken back")
    func undo() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Mine"])
            let file = try Self.lines([["id": "n", "text": "Fresh"], ["id": "alice-0", "text": "Theirs"]])
            let page = try await browser.upload(browser.get("/data"), to: "/data/import", file)
            fixture.server.clock.advance(by: .seconds(60))
            #expect(try await run(browser, page, differing: "replace").contains("1 memory was replaced"))
            let about = try await browser.get("/applications/imported")
            #expect(
                about.text.contains("Files of other systems and exports")
                    && about.text.contains("href=\"/data#import\"")
            )
            #expect(about.fields(of: "/pause").isEmpty && about.fields(of: "/disconnect").isEmpty)
            let path = "/applications/imported/undo"
            let plan = try await browser.get("\(path)?since=always")
            #expect(plan.text.contains("Undo 2 changes") && !plan.text.contains("name=\"pause\""))
            let done = try await browser.submit(plan, to: path, [:])
            #expect(done.location == "/applications/imported", "\(done.text)")
            let list = try await browser.get("/memories").text
            #expect(list.contains("Mine") && !list.contains("Fresh") && !list.contains("Theirs"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.get("\(path)?since=always").text.contains("Nothing to undo"))
            let back = try await browser.get("/applications/imported")
            let taken = try await browser.submit(back, to: "/applications/imported/take-back", [:])
            #expect(taken.status == 303)
            #expect(try await browser.get("/memories").text.contains("Theirs"))
        }
    }

    @Test("Files of another form, damaged ones and none are refused on the page, with the reason")
    func refused() async throws {
        let fixture = try await PagesFixture()
        var archive = ZipArchive(at: fixture.server.clock.now())
        var zip: [UInt8] = []
        try await archive.begin("account.json") { zip += $0 }
        try await archive.append(Array("{}".utf8)) { zip += $0 }
        try await archive.finish { zip += $0 }
        let files: [([UInt8], String)] = [
            ([], "Choose a file first."), (Array("hello".utf8), "neither an archive"),
            (zip, "has no file named memories.jsonl"), (Array(zip.dropLast(30)), "is damaged"),
        ]
        try await fixture.serve { (_, browser) async throws in
            let page = try await browser.get("/data")
            for (file, reason) in files {
                let answer = try await browser.upload(page, to: "/data/import", file)
                #expect(answer.status == 422 && answer.text.contains(reason), "\(answer.text)")
                #expect(answer.text.contains("aria-invalid=\"true\"") && answer.text.contains("<title>Error:"))
            }
            let large = [UInt8](repeating: UInt8(ascii: "{"), count: TakeoutRoutes.uploadLimit + 100_000)
            let answer = try await browser.upload(page, to: "/data/import", large)
            #expect(answer.status == 413 && answer.text.contains("larger than 32 MB"))
        }
    }

    @Test("Nobody else can send, see or run the import; a reader imports nothing into the team")
    func others() async throws {
        let fixture = try await PagesFixture(role: .reader)
        try await fixture.serve { (call, browser) async throws in
            let file = try Self.lines([["id": "n", "text": "New"]])
            let form = try await browser.get("/data")
            let foreign: HTTPFields = [.origin: "https://evil.example"]
            #expect(try await browser.upload(form, to: "/data/import", file, headers: foreign).status == 403)
            let bob = Browser(call)
            #expect(try await bob.upload(form, to: "/data/import", file).location?.hasPrefix("/login") == true)
            try await bob.logIn("bob")
            #expect(try await bob.upload(form, to: "/data/import", file).status == 403)
            let page = try await browser.upload(form, to: "/data/import", file)
            let fields = page.fields(of: "/data/import/run")
            #expect(try await bob.post("/data/import/run", fields).status == 403)
            let own = try await bob.upload(bob.get("/data"), to: "/data/import", file)
            let stolen = own.fields(of: "/data/import/run").replacing(
                "import",
                with: fields.first { $0.0 == "import" }?.1
            )
            #expect(try await bob.post("/data/import/run", stolen).status == 303)
            #expect(try await bob.get("/data").text.contains("Choose the file again"))
            #expect(try await call(.get, "/v1/long-term-memory/n", token: fixture.server.bob).status == 404)

            let team = try await browser.upload(form, to: "/data/import", file, [("target", fixture.team.id.rawValue)])
            #expect(Self.counts(team) == ["0", "0", "0", "1"] && team.text.contains("Choose another one"))
            #expect(try await run(browser, team).contains("0 memories were imported."))
            #expect(try await browser.get("/data/import", headers: [.accept: "text/html"]).location == "/data")
        }
    }

    @Test("A login that ended, and a quarter of an hour, end an import")
    func late() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (_, browser) async throws in
            let file = try Self.lines([["id": "n", "text": "New"]])
            let page = try await browser.upload(browser.get("/data"), to: "/data/import", file)
            fixture.server.clock.advance(by: .seconds(901))
            #expect(try await run(browser, page).contains("Choose the file again"))
        }
    }
}
