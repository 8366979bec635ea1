import Authorization
import Base
import Identity
import Settings
import Testing

@testable import agent_memory

/// The error messages of commands: what happened, with name and value, and what to do next.
@Suite struct OperatorMessageTests {
    @Test("`token add` names the user and the workspace if the user is not a member")
    func tokensAreForMembers() async throws {
        try await withDatabase { data in
            for name in ["alice", "bob"] { try await run(["user", "add", name], data: data) }
            try await run(["workspace", "add", "shop"], data: data)
            let order = ["token", "add", "--description", "x", "--user", "alice", "--workspace"]
            #expect(
                await refusal(of: order + ["shop"], data: data)
                    == "alice is not a member of workspace shop. Run `agent-memory workspace members shop --add alice`."
            )
            let tools = try operatorTools(data)
            let bobs = try await tools.users.user("bob").personalWorkspace.rawValue
            let sentence = await refusal(of: order + [bobs], data: data)
            #expect(sentence?.hasSuffix("It is the personal workspace of another user; name a team workspace.") == true)
            #expect(try await tools.tokens.list().isEmpty)
        }
    }

    @Test("A token whose workspace or owner is removed at the same time is not stored, and the cause is named")
    func aTokenNeedsItsWorkspaceWhenItIsStored() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice"], data: data)
            try await run(["workspace", "add", "shop"], data: data)
            let tools = try operatorTools(data)
            let shop = try await tools.workspaces.workspace("shop")
            let alice = try await tools.users.user("alice")
            let minted = try await tools.mint.mint(
                .init(label: "t", owner: .service, workspace: shop.id, scopes: .read)
            )
            try await tools.workspaces.remove(shop)
            _ = try await tools.users.delete("alice", force: true)
            for owner in [APIToken.Owner.service, .user(alice.id)] {
                let late = APIToken(
                    id: ID(String(minted.token.id.rawValue.reversed())),
                    owner: owner,
                    workspace: shop.id,
                    scopes: .read,
                    label: "late",
                    createdAt: minted.token.createdAt,
                    expiresAt: nil
                )
                #expect(try await !tools.stores.apiTokens.add(late, verifier: .bcrypt("x")))
                await #expect {
                    try await tools.mint.mint(.init(label: "t", owner: owner, workspace: shop.id, scopes: .read))
                } throws: {
                    ($0 as? Fault)?.code == .notFound
                        && ($0 as? Fault)?.detail.hasSuffix("No token was created.") == true
                }
            }
        }
    }

    @Test("`init` refuses a file that is not a database of this server, and names it")
    func initRefusesForeignFiles() async throws {
        try await withFolder { folder in
            let file = folder + "/memory.db"
            try await run(["init"], data: folder)
            #expect(await refusal(of: ["init"], data: folder) == nil)
            for suffix in ["", "-wal", "-shm"] { _ = try? remove(file + suffix) }
            try write("", to: file)
            #expect(await refusal(of: ["init"], data: folder)?.contains("\(file) is empty") == true)
            try write("hello, this is a text and no database at all", to: file)
            #expect(
                await refusal(of: ["init"], data: folder)?.hasPrefix(
                    "The database cannot be used: \(file) is damaged or not an SQLite database"
                ) == true
            )
            try remove(file)
            try makeFolder(file)
            let sentence =
                "The database cannot be used: \(file) is a directory, not a database: move it away, or name another data directory."
            for command in [["init"], ["user", "list"]] {
                #expect(await refusal(of: command, data: folder) == sentence)
            }
        }
    }

    @Test("`model install` asks for the folder if it gets only one file of the model")
    func oneFileOfAModelIsNotAModel() async throws {
        try await withFolder { folder in
            try write("hello", to: folder + "/vocab.txt")
            let path = folder + "/vocab.txt"
            #expect(
                await refusal(of: ["model", "install", "--from", path], data: folder)
                    == "\(path) is only one of the files of all-MiniLM-L6-v2. Name the folder that holds model.safetensors and vocab.txt."
            )
        }
    }

    @Test(
        "An invalid AGENT_MEMORY_TOKEN is refused with advice and is not repeated",
        arguments: [
            ("", "is not set. Create a token with"), ("\"amt_x\"", "has quotes around the token."),
            ("'amt_x'", "has quotes around the token."), ("Bearer amt_x", "begins with “Bearer”."),
            ("bearer amt_x", "begins with “Bearer”."), ("<amt_x>", "contains a placeholder."),
            ("${TOKEN_amt_x}", "contains a placeholder."), ("amt_x y", "contains a character that no token has"),
            ("amt_x…", "contains a character that no token has"),
            (String(repeating: "amt_x", count: 9_999), "is longer than"),
        ]
    )
    func invalidEnvironmentTokens(text: String, sentence: String) {
        do {
            _ = try EnvironmentToken.read(Secret(text))
            Issue.record("accepted")
        } catch {
            #expect("\(error)".hasPrefix("AGENT_MEMORY_TOKEN \(sentence)"), "\(error)")
            #expect(!"\(error)".contains("amt_x"))
        }
    }

    @Test("The sentence of a fault ends with a full stop before its advice")
    func fullStops() {
        let bare = CommandFailure.readable(Fault(.invalidToken, "Invalid token"))
        let advised = CommandFailure.readable(
            Fault(.invalidToken, "Invalid token", hints: .init(advice: "Copy it again."))
        )
        let ended = CommandFailure.readable(Fault(.conflict, "No.", hints: .init(advice: "Yes.")))
        #expect(
            ["\(bare)", "\(advised)", "\(ended)"] == ["Invalid token.", "Invalid token. Copy it again.", "No. Yes."]
        )
    }

    @Test(
        "A token that the database does not have is refused with what to do next",
        arguments: [
            (Fault(.invalidToken, "Invalid token"), "not accepted: Invalid token. Copy it again, or create one with"),
            (
                Fault(.invalidToken, "Not a complete token.", hints: .init(advice: "Copy it again.")),
                "not accepted: Not a complete token. Copy it again. Or create one with"
            ),
        ]
    )
    func refusedEnvironmentTokens(fault: Fault, words: String) {
        let sentence = EnvironmentToken.refusal(fault).description
        #expect(sentence.hasPrefix("AGENT_MEMORY_TOKEN is \(words)") && sentence.contains("agent-memory token add"))
    }

    @Test(
        "An email address is a name, one @ and a host name",
        arguments: [
            "notmail", "@x", "x@", "a b@example.com", "a@@b.c", "a@b@c.d", "a@b..c", "a@.b", "a@b.", ".a@b.c", "a.@b.c",
            "a..b@c.d", "a,b@c.d", "<a@b.c>", "a;@b.c", "a@-b.c", "a@b_c.d", "a@b/c", "a@[192.0.2.1]", "\"a\"@b.c",
            "a:b@c.d",
            String(repeating: "a", count: 65) + "@b.c", "mailto:a@b.c",
        ]
    )
    func emailAddressesAreChecked(address: String) async throws {
        try await withDatabase { data in
            let sentence = "“\(address)” is not an email address. Write one such as name@example.com."
            #expect(await refusal(of: ["user", "add", "alice", "--email", address], data: data) == sentence)
            try await run(["user", "add", "alice", "--email", "alice@example.com"], data: data)
            #expect(await refusal(of: ["user", "edit", "alice", "--email", address], data: data) == sentence)
            try await run(["user", "edit", "alice", "--email", ""], data: data)
            #expect(try await operatorTools(data).users.user("alice").email == nil)
        }
    }

    @Test(
        "Usual and unusual email addresses are accepted",
        arguments: [
            "a@b", "alice@example.com", "alice.liddell+memory@mail.example.co.uk", "o'neil@example.com",
            "A_b-c@x-y.example",
            "jörg@bücher.example", "用户@例え.jp", "a@xn--bcher-kva.example", "1@2.example",
        ]
    )
    func acceptedEmailAddresses(address: String) async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice", "--email", address], data: data)
            #expect(try await operatorTools(data).users.user("alice").email == address)
        }
    }

    @Test("`user delete` refuses the last administrator before it asks")
    func theLastAdministratorIsRefusedBeforeTheQuestion() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice", "--administrator"], data: data)
            // A question would fail with exit code 1 at the end of standard input.
            let sentence = await refusal(of: ["user", "delete", "alice"], data: data)
            #expect(sentence?.hasPrefix("alice is the only administrator.") == true, "\(sentence ?? "")")
        }
    }

    @Test(
        "Commands accept a user's name in the same spellings as the login",
        arguments: ["alice", "ALICE", " Alice ", "\u{a0}alice"]
    )
    func spellingsOfUserNames(typed: String) async throws {
        try await withDatabase { data in
            for name in ["alice", "bob"] { try await run(["user", "add", name], data: data) }
            for command in [["show"], ["edit", "--email", "a@example.com"], ["disable"], ["enable"]] {
                #expect(await refusal(of: ["user"] + command + [typed], data: data) == nil)
            }
            #expect(try await operatorTools(data).users.user("alice").email == "a@example.com")
            try await run(["user", "delete", typed, "--force"], data: data)
            #expect(await refusal(of: ["user", "show", "alice"], data: data) != nil)
        }
    }

    @Test("`user logout` ends the user's sessions and notifies every process on this machine")
    func logoutEndsSessions() async throws {
        try await withDatabase { data in
            for name in ["alice", "bob"] { try await run(["user", "add", name], data: data) }
            let tools = try operatorTools(data)
            let sessions = BrowserSessions(store: tools.authorization.sessions, random: SystemRandom())
            let now = SystemTime().now()
            var cookies: [Secret] = []
            for name in ["alice", "bob"] {
                let user = try await tools.users.user(name)
                cookies.append(try await sessions.begin(for: user, userAgent: nil, at: now))
            }
            let before = tools.revocations.current
            try await run(["user", "logout", "alice"], data: data)
            #expect(tools.revocations.current != before)
            #expect(try await sessions.session(cookies[0], at: now) == nil)
            #expect(try await sessions.session(cookies[1], at: now) != nil)
            #expect(
                await refusal(of: ["user", "logout", "carol"], data: data)
                    == "No user named carol. Run `agent-memory user list`."
            )
        }
    }

    @Test(
        "The message of a logout counts what has ended",
        arguments: [
            (EndedLogins(browserSessions: 0, grants: 1), "0 browser sessions, 1 application"),
            (EndedLogins(browserSessions: 1, grants: 2), "1 browser session, 2 applications"),
        ]
    )
    func logoutCounts(ended: EndedLogins, sentence: String) {
        #expect(UserLogout.sentence(ended) == sentence)
    }
}
