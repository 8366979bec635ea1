/// The words by which operators and other products name the settings that decide who gets in.
///
/// An unknown name is about such a setting when each of its words belongs to the names of protections and at least one
/// of them is telling. `REQUIRE_AUTH` and `CORS_ORIGINS` are; `LOG_MODE` is not, because `log` belongs to no protection.
/// Single things (`HOST`, `DOMAIN`, `GROUP`, `PROXY`) are not telling either: deployments use such variables for
/// themselves, and only their plurals are protections here.
enum ProtectionWords {
    /// The settings that a telling word may mean, the most specific words first.
    private static let telling: [(word: String, keys: [String])] = [
        ("anonymous", ["auth.anonymous.workspace"]),
        ("registration", ["oauth.registration"]),
        ("audience", ["auth.issuer.name.audiences"]),
        ("audiences", ["auth.issuer.name.audiences"]),
        ("domains", ["login.provider.name.allowedDomains"]),
        ("groups", ["login.provider.name.allowedGroups", "login.provider.name.administratorGroups"]),
        ("hosts", ["http.allowedHosts"]),
        ("origins", ["http.allowedOrigins"]),
        ("proxies", ["http.trustedProxies"]),
        ("trusted", ["http.trustedProxies"]),
        ("issuer", ["oauth.issuer", "auth.issuers"]),
        ("issuers", ["auth.issuers"]),
        ("providers", ["login.providers"]),
        ("allowed", ["http.allowedHosts", "http.allowedOrigins"]),
        ("password", ["login.local"]),
        ("local", ["login.local"]),
        ("login", ["login.local"]),
        ("oauth", ["oauth.enabled"]),
        ("auth", ["auth.mode"]),
        ("mode", ["auth.mode"]),
    ]

    /// Other products' words for the same things.
    private static let synonyms = [
        "authentication": "auth", "authenticate": "auth", "authorization": "auth", "authn": "auth", "authz": "auth",
        "oauth2": "oauth", "oidc": "oauth", "openid": "oauth", "sso": "login", "signin": "login", "logins": "login",
        "signup": "registration", "signups": "registration", "register": "registration", "dcr": "registration",
        "guest": "anonymous", "guests": "anonymous", "unauthenticated": "anonymous", "cors": "origins",
        "forwarded": "proxies", "hostnames": "hosts", "allow": "allowed", "allows": "allowed", "allowlist": "allowed",
        "whitelist": "allowed",
        "trust": "trusted", "passwords": "password", "admin": "administrator", "admins": "administrator",
    ]

    /// Words next to the telling ones that change nothing about what a name is about.
    private static let fillers: Set<String> = [
        "enable", "disable", "disabled", "use", "no", "not", "is", "on", "off", "only", "all", "any", "open", "closed",
        "public", "private", "force", "enforce", "strict", "http", "https", "url", "urls", "list", "names", "ip", "ips",
        "cidr",
        "cidrs",
        "addresses", "proxy", "headers", "methods", "credentials", "users", "emails", "password",
    ]

    private static let tellingWords = Set(telling.map(\.word))

    /// The words of the settings that protect and of no others, which `CACHE_MODE` and `FILE_MODE` mean.
    private static let ours: Set<String> = {
        func words(_ keys: [String]) -> Set<String> { Set(keys.flatMap { SettingWords($0).all }) }
        let others = words(SettingGroup.keys.filter { !Suggestion.protects($0) })
        return words(SettingGroup.keys.filter(Suggestion.protects)).subtracting(others).subtracting(["name"])
    }()

    private static let stems = Set((ours.union(fillers)).map(SettingWords.stem))

    /// The words with their spelling corrected and in our terms: `ALLOWEDHOSTS` is `allowed hosts`, `SIGNUP` is
    /// `registration`.
    static func meaning(of words: [String]) -> [String] {
        words.flatMap { word in isKnown(word) ? [term(word)] : parts(of: word[...]) ?? [corrected(word)] }
    }

    /// The settings that a name with these words may mean; nil when it is not about a protection.
    /// - Parameter words: the result of `meaning(of:)`.
    static func settings(meantBy words: [String]) -> [String]? {
        guard words.allSatisfy(isKnown) else { return nil }
        return telling.first { words.contains($0.word) }?.keys
    }

    private static func term(_ word: String) -> String { synonyms[word] ?? word }

    private static func isKnown(_ word: String) -> Bool {
        tellingWords.contains(word) || synonyms[word] != nil || stems.contains(SettingWords.stem(word))
    }

    /// The known words that are written together in this one; nil when it does not consist of known words.
    private static func parts(of text: Substring) -> [String]? {
        if text.isEmpty { return [] }
        for length in stride(from: text.count, through: 3, by: -1) {
            let word = String(text.prefix(length))
            guard ours.contains(word) || fillers.contains(word) || synonyms[word] != nil || tellingWords.contains(word),
                let rest = parts(of: text.dropFirst(length))
            else { continue }
            return [term(word)] + rest
        }
        return nil
    }

    /// The telling word that this one misspells, or the word itself. In short words, only swapped letters count:
    /// `locale` is not a misspelt `local`.
    private static func corrected(_ word: String) -> String {
        func misspells(_ other: String) -> Bool {
            // A plural is a different word.
            if word + "s" == other || other + "s" == word { return false }
            let most = other.count < 6 ? 0 : other.count < 9 ? 1 : 2
            let distance = EditDistance.between(word, other)
            return distance <= most || (distance == 1 && word.count == other.count && word.sorted() == other.sorted())
        }
        return (telling.map(\.word) + synonyms.keys.sorted()).first(where: misspells).map(term) ?? word
    }
}
