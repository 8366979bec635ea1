import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Client ID metadata documents, the rules") struct ClientDocumentTests {
    @Test(
        "§4 a document is checked against its URL, and its secrets are not stored",
        arguments: [
            (["client_id": "https://client.example/other"], false),
            (["client_id": "https://client.example/metadata.json/"], false),
            (["client_id": "https://CLIENT.example/metadata.json"], false), (["client_secret": "x"], false),
            (["client_secret_expires_at": 0], false), (["token_endpoint_auth_method": "client_secret_basic"], false),
            (["token_endpoint_auth_method": "client_secret_post"], false), (["client_name": .null], false),
            (["redirect_uris": []], false),
            (["client_name": "\u{200b}\u{202e}"], false), (["client_name": "\u{3164}"], false),
            (["redirect_uris": ["javascript:x"]], false), ([:], true), (["token_endpoint_auth_method": "none"], true),
        ] as [([String: JSONValue], Bool)]
    )
    func documentsAreCheckedAgainstTheirURL(changes: [String: JSONValue], works: Bool) throws {
        let url = try #require(ClientDocumentURL("https://client.example/metadata.json"))
        let document: [String: JSONValue] = [
            "client_id": .string(url.text), "client_name": "Client", "redirect_uris": ["http://localhost/callback"],
        ]
        let json = JSONValue.object(document.merging(changes) { _, new in new })
        #expect(((try? Client(document: json, at: url, fetchedAt: People.dawn)) != nil) == works)
    }

    @Test("§4 a document can request neither the administrator scope nor a grant without a user")
    func documentsGiveNoMoreThanRegistration() throws {
        let url = try #require(ClientDocumentURL("https://client.example/metadata.json"))
        let client = try Client(
            document: [
                "client_id": .string(url.text), "client_name": "Client", "redirect_uris": ["http://localhost/callback"],
                "scope": "memory:read memory:admin", "grant_types": ["authorization_code", "client_credentials"],
            ],
            at: url,
            fetchedAt: People.dawn
        )
        #expect(
            client.scopes.text == "memory:read" && client.grantTypes == [.authorizationCode]
                && client.origin == .document
        )
    }

    @Test(
        "§3 only https URLs with a path, without user, fragment, query or dot segments are client ids",
        arguments: [
            "https://client.example", "https://client.example/", "http://client.example/m",
            "https://u@client.example/m",
            "https://client.example/m#f", "https://client.example/a/../m", "https://client.example/m?q=1", "amc_x",
            "https://client.example/%2e%2e/m", "https:client.example/m", "https:///m", "https://client.example./m",
            "https://2130706433/m",
            "https://0x7f.1/m", "https://0177.0.0.1/m", "https://client.example\\@evil.example/m",
            "HTTPS://client.example/m",
        ]
    )
    func onlySomeURLsAreClientIDs(text: String) {
        #expect(ClientDocumentURL(text) == nil)
    }
}
