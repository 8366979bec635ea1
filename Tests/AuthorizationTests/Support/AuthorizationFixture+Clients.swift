import Authorization

extension AuthorizationFixture {
    /// A fixture with a client and another one that tries to use what the first was given.
    static func withTwoClients() async throws -> (AuthorizationFixture, client: Client, other: Client) {
        let fixture = try await AuthorizationFixture()
        return try await (fixture, fixture.client().client, fixture.client().client)
    }
}
