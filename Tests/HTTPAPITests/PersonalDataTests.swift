import Authorization
import Base
import HTTPTypes
import Identity
import JOSE
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("A person takes their data along, or erases it") struct PersonalDataTests {
    /// The files of an archive with stored blocks of DEFLATE, by name; checks its structure.
    private static func files(_ bytes: [UInt8]) throws -> [String: String] {
        try #require(bytes.count > 22)
        func number(_ at: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        let end = bytes.count - 22
        #expect(number(end, 4) == 0x0605_4b50)
        var entry = number(end + 16, 4)
        var files: [String: String] = [:]
        for _ in 0..<number(end + 10, 2) {
            #expect(number(entry, 4) == 0x0201_4b50)
            let length = number(entry + 28, 2)
            let name = String(decoding: bytes[(entry + 46)..<(entry + 46 + length)], as: UTF8.self)
            var (at, content, isLast) = (number(entry + 42, 4) + 30 + length, [UInt8](), false)
            while !isLast {
                isLast = bytes[at] == 1
                let size = number(at + 1, 2)
                #expect(size == 65_535 - number(at + 3, 2))
                content += bytes[(at + 5)..<(at + 5 + size)]
                at += 5 + size
            }
            #expect(number(entry + 16, 4) == Int(CRC32.checksum(content)) && number(entry + 24, 4) == content.count)
            // The sizes follow the file, too.
            #expect(number(at, 4) == 0x0807_4b50 && number(at + 12, 4) == content.count)
            files[name] = String(decoding: content, as: UTF8.self)
            entry += 46 + length
        }
        return files
    }

    private static func lines(_ text: String?) throws -> [JSONValue] {
        try (text ?? "").split(separator: "\n").map { try StrictJSON.parse(Array($0.utf8)) }
    }

    private static func ids(_ text: String?) throws -> [String] { try lines(text).compactMap { $0["id"]?.string } }

    @Test("The archive holds what is the person's in every workspace, who wrote it, and no data of others")
    func export() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Old text", "# A heading\n<script>"], more: ["topics": ["work"]])
            try await fixture.remember(call, ["Of the team by Alice"], in: fixture.team.id, more: ["id": "shared"])
            try await fixture.remember(call, ["Secret of Bob"], as: "bob", in: fixture.team.id)
            fixture.server.clock.advance(by: .seconds(1))
            let form = try await browser.get("/memories/alice-0/edit")
            let fields: [String: String?] = ["text": "New text", "kind": "semantic"]
            #expect(try await browser.submit(form, to: "/memories/alice-0/edit", fields).status == 303)
            try await fixture.converse(call, "release", ["When do we ship?", "On Thursday."])
            let server = fixture.server
            let token = try #require(BearerToken(try await server.token(of: "alice")))
            let alice = try await server.authenticator().authenticate(token, at: server.clock.now())
            _ = try await server.stores.sessionRecords.revise(
                try AccessPolicy.access(alice, to: .write),
                id: "release",
                of: "alice",
                annotations: ["a": "b"],
                metadata: ["m": 1],
                at: server.clock.now()
            )
            try await fixture.server.memories.upkeep.writeEvents()

            let page = try await browser.get("/data")
            #expect(page.text.contains("2 memories, 1 session") && page.text.contains("1 memory, 0 sessions"))
            #expect(page.text.contains("<a href=\"/data\" aria-current=\"page\">"))
            let answer = try await browser.submit(page, to: "/data/export", [:])
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/zip")
            let files = try Self.files(answer.bytes)
            let (own, team) = ("my-memories", "team-1-crew")
            let kinds = [
                "memories.jsonl", "versions.jsonl", "memories.md", "sessions.jsonl", "sessions.md", "activity.jsonl",
            ]
            var expected: Set<String> = ["account.json"]
            for folder in [own, team] { for kind in kinds { expected.insert("\(folder)/\(kind)") } }
            #expect(Set(files.keys) == expected)
            let memories = try Self.lines(files["\(own)/memories.jsonl"])
            #expect(memories.map { $0["text"] } == ["New text", "# A heading\n<script>"])
            #expect(memories[0]["provenance"]?["created"]?["identified_by"] == "api_token")
            #expect(memories[0]["provenance"]?["changed"]?["identified_by"] == "browser")
            let versions = try Self.lines(files["\(own)/versions.jsonl"])
            #expect(versions.map { $0["text"] } == ["Old text"] && versions.first?["id"] == "alice-0")
            #expect(files["\(own)/memories.md"]?.contains("> # A heading\n> <script>\n") == true)
            #expect(try Self.ids(files["\(team)/memories.jsonl"]) == ["shared"])
            let session = try Self.lines(files["\(own)/sessions.jsonl"]).first
            #expect(session?["session_id"] == "release")
            #expect(session?["metadata"] == ["m": 1] && session?["annotations"] == ["a": "b"])
            #expect(files["\(own)/sessions.md"]?.contains("> On Thursday.") == true)
            #expect(try Self.lines(files["\(own)/activity.jsonl"]).contains { $0["action"] == "stored" })
            let account = try StrictJSON.parse(Array((files["account.json"] ?? "").utf8))
            #expect(account["user_name"] == "alice" && account["tokens"] != nil)
            #expect(!files.values.contains { $0.contains("Secret of Bob") || $0.contains(fixture.server.alice) })

            let bob = Browser(call)
            try await bob.logIn("bob")
            let sealed = page.fields(of: "/data/export")
            #expect(try await bob.post("/data/export", sealed).status == 403)
            #expect(try await browser.post("/data/export", []).status == 403)
            #expect(
                try await browser.post("/data/export", sealed, headers: [.origin: "https://evil.example"]).status == 403
            )
            #expect(try await browser.get("/data/export", headers: [.accept: "text/html"]).location == "/data")
        }
    }

    @Test("More memories than a page, many of one moment, are exported once each")
    func manyMemories() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let token = try await fixture.server.token(of: "alice", scopes: .write)
            for (batch, size) in [3, 100, 100, 47].enumerated() {
                fixture.server.clock.advance(by: .seconds(batch == 2 ? 0 : 1))
                let memories = (0..<size).map { number -> JSONValue in
                    ["id": .string("\(batch)-\(number)"), "text": .string("Fact \(number) of batch \(batch)")]
                }
                let answer = try await call(
                    .post,
                    "/v1/long-term-memory",
                    token: token,
                    json: ["memories": .array(memories)]
                )
                #expect(answer.status == 200, "\(answer.text)")
            }
            let answer = try await browser.submit(browser.get("/data"), to: "/data/export", [:])
            let ids = try Self.ids(Self.files(answer.bytes)["my-memories/memories.jsonl"])
            #expect(ids.count == 250 && Set(ids).count == 250)
        }
    }

    @Test("An archive keeps names and contents of any size", arguments: [[0], [1, 65_535, 65_536, 200_000]])
    func archive(sizes: [Int]) async throws {
        var archive = ZipArchive(at: Timestamp(iso8601: "2026-11-29T10:20:30Z")!)
        var bytes: [UInt8] = []
        for size in sizes {
            try await archive.begin("größe-\(size).txt") { bytes += $0 }
            try await archive.append((0..<size).map { UInt8(97 + $0 % 26) }) { bytes += $0 }
        }
        try await archive.finish { bytes += $0 }
        let files = try Self.files(bytes)
        #expect(files.count == sizes.count && sizes.allSatisfy { files["größe-\($0).txt"]?.utf8.count == $0 })
    }

    @Test("Erasing needs the typed words and the password, leaves no data of the person, and shows a receipt")
    func erase() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Mine", "Mine too"])
            try await fixture.remember(call, ["Mine in the team"], in: fixture.team.id)
            try await fixture.remember(call, ["Of Bob"], as: "bob", in: fixture.team.id)
            try await fixture.converse(call, "release", ["When do we ship?"])
            let application = try await ClientApplication(call, ["client_name": "Nice App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let guest = try #require(answer.json["access_token"]?.string)
            try await fixture.server.memories.upkeep.writeEvents()
            let token = try await fixture.server.token(of: "alice", scopes: .read)
            let alice = try await fixture.server.users.user("alice").id

            let form = try await browser.get("/data/erase")
            #expect(
                form.text.contains("<strong>erase alice</strong>") && form.text.contains("2 memories, 1 session")
            )
            func erase(_ confirm: String, _ password: String) async throws -> Answer {
                try await browser.submit(form, to: "/data/erase", ["confirm": confirm, "password": password])
            }
            let words = try await erase("erase <b>bob</b>", OAuthFixture.password)
            #expect(words.status == 422 && words.text.contains("value=\"erase &lt;b&gt;bob&lt;/b&gt;\""))
            #expect(try await erase("erase alice", "wrong").status == 403)
            let bob = Browser(call)
            try await bob.logIn("bob")
            let fields =
                form.fields(of: "/data/erase") + [("confirm", "erase bob"), ("password", OAuthFixture.password)]
            #expect(try await bob.post("/data/erase", fields).status == 403)
            #expect(try await browser.get("/memories/alice-0").status == 200)

            let receipt = try await erase(" erase alice ", OAuthFixture.password)
            #expect(receipt.status == 200 && receipt.text.contains("Your data is erased"), "\(receipt.text)")
            #expect(receipt.text.contains("<dd>3, with all versions</dd>") && receipt.text.contains("applications: 1"))
            let proof = try #require(receipt.text.firstMatch(of: /<code>(eyJ[^<]+)<\/code>/)).output.1
            let claims = try UnverifiedClaims(JWS(compact: String(proof)))
            let verifier = JWSVerifier(algorithms: [.es256], types: TokenTypes([ReceiptSigner.type]))
            let verified = try verifier.verify(claims, keys: fixture.oauth.keys.current.keys)
            #expect(verified["erased"]?["memories"] == 3 && verified["sub"]?.string == alice.rawValue)
            #expect(receipt.text.contains("/.well-known/jwks.json"))
            for secret in [token, guest, fixture.server.alice, String(proof)] {
                #expect(try await call(.get, "/v1/long-term-memory/alice-0", token: secret).status == 401)
            }
            #expect(try await browser.get("/data").status == 303)
            try await browser.logIn()
            let after = try await browser.get("/data").text
            #expect(!after.contains("1 session") && after.matches(of: /0 memories, 0 sessions/).count == 2)
            let activity = try await browser.get("/activity").text
            #expect(activity.contains("Nothing in these days") || !activity.contains("Mine"))
            try await bob.choose(fixture.team.id)
            let left = try await bob.get("/memories").text
            #expect(left.contains("Of Bob") && !left.contains("Mine in the team"))
        }
    }
}
