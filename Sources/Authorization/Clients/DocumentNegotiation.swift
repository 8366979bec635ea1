package import Base
import Identity

extension JSONValue {
    /// The metadata as this server understands it. A client ID metadata document is written for many servers, so what
    /// this server does not offer is left out instead of refused (RFC 7591 §2: the server may replace any value).
    ///
    /// - Response types other than `code` and unknown grant types are left out, as long as one remains.
    /// - `token_endpoint_auth_methods_supported` lists the client's ways to authenticate (OpenID Connect RP Metadata
    ///   Choices), as may an array in `token_endpoint_auth_method`. With `none` among them the client is public, and an
    ///   assertion that it sends is verified all the same.
    package var negotiated: JSONValue {
        guard case .object(var members) = self else { return self }
        members.keepOffered("response_types") { $0.isExactly("code") }
        members.keepOffered("grant_types") { GrantType(rawValue: $0) != nil }
        let listed =
            (self["token_endpoint_auth_methods_supported"]?.array ?? [])
            + (self["token_endpoint_auth_method"]?.array ?? [])
        let methods = listed.compactMap(\.string).compactMap(ClientAuthenticationMethod.init(rawValue:))
        if let method = [.none, .privateKeyJWT].first(where: methods.contains) {
            members["token_endpoint_auth_method"] = .string(method.rawValue)
        }
        return .object(members)
    }
}

extension [String: JSONValue] {
    /// Keeps the offered texts of a list. A list without one stays as it is, to be refused with a reason.
    fileprivate mutating func keepOffered(_ name: String, _ isOffered: (String) -> Bool) {
        guard let given = self[name]?.array else { return }
        let offered = given.filter { $0.string.map(isOffered) ?? false }
        if !offered.isEmpty { self[name] = .array(offered) }
    }
}
