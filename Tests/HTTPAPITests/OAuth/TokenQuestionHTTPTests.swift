import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("RFC 7009, revocation over HTTP") struct RFC7009HTTPTests {
    @Test(
        "§2.1, §2.2 revoking any token gets an empty 200, for public clients too",
        arguments: ["/oauth/revoke", "/revoke"]
    )
    func revocation(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let tokens = try await client.tokens()
            let access = try #require(tokens["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: access).status == 200)
            for token in ["x", "amf_x", "a.b.c", access] {
                let answer = try await client.post(
                    [("token", token), ("token_type_hint", "nonsense"), ("client_id", client.id)],
                    to: path
                )
                #expect(answer.status == 200 && answer.text.isEmpty && answer.headers[.cacheControl] == "no-store")
            }
            #expect(
                try await call(.get, "/v1/working-memory", token: access).status == 401,
                "also where the token was cached"
            )
            #expect(
                try await client.refresh(#require(tokens["refresh_token"]?.string)).json["error"] == "invalid_grant"
            )
        }
    }

    @Test("§2.1 another client's token is not revoked, and an unknown client is refused")
    func strangers() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let (client, other) = (try await ClientApplication(call), try await ClientApplication(call))
            let refresh = try #require(await client.tokens()["refresh_token"]?.string)
            #expect(
                try await other.post([("token", refresh), ("client_id", other.id)], to: "/oauth/revoke").status == 200
            )
            #expect(
                try await other.post([("token", refresh), ("client_id", "amc_x")], to: "/oauth/revoke").json["error"]
                    == "invalid_client"
            )
            #expect(try await other.post([("token", refresh)], to: "/oauth/revoke").status == 401)
            #expect(
                try await other.post([("client_id", other.id)], to: "/oauth/revoke").json["error"] == "invalid_request"
            )
            let read = try await call(.get, "/oauth/revoke?token=\(refresh)&client_id=\(client.id)")
            #expect(read.status == 405 && read.headers[.allow] == "POST")
            #expect(try await client.refresh(refresh).status == 200)
        }
    }
}

@Suite("RFC 7662, introspection over HTTP") struct RFC7662HTTPTests {
    @Test("§2.1 only clients that can authenticate may introspect")
    func whoMayAsk() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let open = try await ClientApplication(call)
            let closed = try await ClientApplication(call, ["token_endpoint_auth_method": "client_secret_post"])
            let secret = try #require(closed.secret)
            let own = try #require(await closed.tokens()["access_token"]?.string)
            let others = try #require(await open.tokens()["access_token"]?.string)
            func ask(_ form: [(String, String)]) async throws -> Answer {
                try await closed.post(form, to: "/oauth/introspect")
            }
            let proof = [("client_id", closed.id), ("client_secret", secret)]
            let known = try await ask(proof + [("token", own)])
            #expect(known.status == 200 && known.json["active"] == true && known.headers[.cacheControl] == "no-store")
            #expect(try await ask(proof + [("token", others)]).json == ["active": false])
            #expect(try await ask(proof + [("token", "x")]).json == ["active": false])
            #expect(try await ask(proof).json["error"] == "invalid_request")
            #expect(try await ask([("token", own)]).status == 401)
            #expect(
                try await ask([("token", own), ("client_id", closed.id), ("client_secret", "wrong")]).status == 401
            )
            #expect(
                try await ask([("token", others), ("client_id", open.id)]).status == 401,
                "a public client proves nothing"
            )
            let read = try await call(.get, "/oauth/introspect?token=\(own)")
            #expect(read.status == 405 && read.headers[.allow] == "POST")
        }
    }
}
