import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Attacks on the setup page") struct AttackSetUpTests {
    @Test("the setup page is available on this machine only, and a forged form sets no password")
    func setUp() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            #expect(try await call(.get, "/setup").status == 404, "nobody knows the peer")
        }
        try await oauth.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            #expect(try await browser.get("/setup").status == 200)
            #expect(try await browser.get("/login").text.contains("href=\"/setup\""))
            for field in [HTTPField.Name.forwardedFor, .forwarded, .via] {
                #expect(
                    try await browser.get("/setup", headers: [field: "127.0.0.1"]).status == 404,
                    "passed on by a proxy"
                )
                let login = try await browser.get("/login", headers: [field: "127.0.0.1"])
                #expect(login.status == 200 && !login.text.contains("/setup"))
                #expect(
                    login.text.contains("none yet? Run <code>agent-memory user password NAME</code> on the server.")
                )
            }
            let form =
                try await browser.get("/setup").fields(of: "/setup") + [
                    ("token", oauth.server.alice), ("password", "a new password"),
                ]
            #expect(try await browser.post("/setup", form.replacing("seal", with: "AAAA")).status == 403)
            #expect(try await browser.post("/setup", form, headers: [.origin: "https://evil.example"]).status == 403)
            #expect(try await browser.post("/setup", form).text.contains("has a password already"))
            #expect(
                try await !browser.get("/setup").text.contains("autocomplete=\"username\""),
                "there are several people"
            )
        }
    }

    @Test("setting the first password also logs the person in, and shows the user name")
    func setUpLogsIn() async throws {
        let oauth = try await OAuthFixture()
        let dana = try await oauth.server.users.add(name: "dana")
        let token = try await oauth.server.token(of: "dana")
        try await oauth.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let fields = ["token": " export TOKEN=\"\(token)\" ", "password": "a new password"]
            let answer = try await browser.submit(browser.get("/setup"), to: "/setup", fields)
            #expect(answer.status == 303 && answer.location == "/account")
            #expect(
                try await browser.get("/account").text.contains("you are logged in. Your user name is \(dana.name).")
            )
            #expect(try await Browser(call).logIn("dana", password: "a new password").status == 303)
        }
    }

    /// The page marks the wrong field, and does not blame the token when the server cannot check it.
    @Test(
        "the setup page shows the error next to the field",
        arguments: [
            ("short", nil, "at least 12 characters", "password"),
            (String(repeating: "x", count: 1_025), nil, "at most 1024 bytes", "password"),
            ("a new password", "amt_wrong", "This is not a complete token. Copy it again.", "token"),
            ("a new password", "wrong", "That token cannot be used here", "token"),
            ("a new password", "", "That token cannot be used here", "token"),
        ] as [(String, String?, String, String)]
    )
    func setUpProblems(password: String, token: String?, problem: String, field: String) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let fields = ["token": token ?? oauth.server.alice, "password": password]
            let answer = try await browser.submit(browser.get("/setup"), to: "/setup", fields)
            #expect(answer.status == 400 && answer.text.contains("<title>Error: Set up"))
            #expect(
                answer.text.contains(try Regex("id=\"problem\" role=\"alert\"><svg.*?</svg><div><p>[^<]*\(problem)"))
            )
            let invalid = answer.text.matches(of: /name="(\w+)"[^>]*aria-invalid="true"/).map { String($0.output.1) }
            #expect(invalid == [field])
        }
    }

    @Test("after too many wrong tokens the setup page responds with 429")
    func setUpIsLimited() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let form = try await browser.get("/setup").fields(of: "/setup") + [("password", "a new password")]
            var statuses: [Int] = []
            for _ in 0..<102 {
                statuses.append(try await browser.post("/setup", form + [("token", "amt_wrong")]).status)
            }
            #expect(statuses.first == 400 && statuses.last == 429)
        }
    }
}
