/// The words by which operators and other products name the settings that decide who gets in.
///
/// An unknown name is about such a setting when one of its words is telling, whatever the others are:
/// `DYNAMIC_CLIENT_REGISTRATION` and `CORS_ORIGINS` are. Some words are telling only when every other word of the name
/// belongs to the names of protections too, because deployments use them for much else: `LOCAL_LOGINS` is about a
/// protection; `LOG_MODE` is not, because `log` belongs to none. A false alarm costs the operator a rename.
enum ProtectionWords {
    private struct Telling {
        let word: String
        /// The settings that the word may mean.
        let keys: [String]
        var isCommon = false
    }

    private static let domains = ["login.provider.name.allowedDomains"]
    private static let groups = ["login.provider.name.allowedGroups", "login.provider.name.administratorGroups"]

    /// The most specific words first.
    private static let telling = [
        Telling(word: "anonymous", keys: ["auth.anonymous.workspace"]),
        Telling(word: "registration", keys: ["oauth.registration"]),
        Telling(word: "redirect", keys: ["oauth.redirectSchemes"]),
        Telling(word: "audience", keys: ["auth.issuer.name.audiences"]),
        Telling(word: "audiences", keys: ["auth.issuer.name.audiences"]),
        Telling(word: "domains", keys: domains),
        Telling(word: "domain", keys: domains),
        Telling(word: "groups", keys: groups),
        Telling(word: "group", keys: groups, isCommon: true),
        Telling(word: "hosts", keys: ["http.allowedHosts"]),
        Telling(word: "origins", keys: ["http.allowedOrigins"]),
        Telling(word: "origin", keys: ["http.allowedOrigins"]),
        Telling(word: "proxies", keys: ["http.trustedProxies"]),
        Telling(word: "trusted", keys: ["http.trustedProxies"]),
        Telling(word: "issuer", keys: ["oauth.issuer", "auth.issuers"]),
        Telling(word: "issuers", keys: ["auth.issuers"]),
        Telling(word: "providers", keys: ["login.providers"], isCommon: true),
        Telling(word: "allowed", keys: ["http.allowedHosts", "http.allowedOrigins"]),
        Telling(word: "allow", keys: ["http.allowedHosts", "http.allowedOrigins"], isCommon: true),
        Telling(word: "password", keys: ["login.local"], isCommon: true),
        Telling(word: "local", keys: ["login.local"], isCommon: true),
        Telling(word: "login", keys: ["login.local"]),
        Telling(word: "oauth", keys: ["oauth.enabled"]),
        Telling(word: "auth", keys: ["auth.mode"]),
        Telling(word: "mode", keys: ["auth.mode"], isCommon: true),
        // No setting does these: the message has no suggestion.
        Telling(word: "restrict", keys: []),
        Telling(word: "restricted", keys: []),
        Telling(word: "deny", keys: []),
        Telling(word: "acl", keys: []),
        Telling(word: "rbac", keys: []),
        Telling(word: "mfa", keys: []),
    ]

    /// Other products' words for the same things, without plurals in `s`.
    private static let synonyms = [
        "authentication": "auth", "authenticate": "auth", "authorization": "auth", "authn": "auth", "authz": "auth",
        "oauth2": "oauth", "oidc": "oauth", "openid": "oauth", "sso": "login", "signin": "login",
        "signup": "registration", "register": "registration", "dcr": "registration",
        "guest": "anonymous", "anon": "anonymous", "unauthenticated": "anonymous", "cors": "origins",
        "forwarded": "proxies", "behind": "trusted", "hostnames": "hosts", "allowlist": "allowed",
        "whitelist": "allowed", "trust": "trusted", "admin": "administrator",
    ]

    /// Words next to the telling ones that change nothing about what a name is about.
    private static let fillers: Set<String> = [
        "enable", "disable", "disabled", "use", "no", "not", "is", "on", "off", "only", "all", "any", "open", "closed",
        "public", "private", "force", "enforce", "strict", "http", "https", "url", "urls", "uri", "uris", "list",
        "names", "ip", "ips", "cidr", "cidrs", "addresses", "proxy", "headers", "methods", "credentials", "users",
        "accounts", "emails", "password",
    ]

    /// Words next to which `domain` and `origin` say where the server runs.
    private static let places: Set<String> = ["name", "http", "https", "url", "public"]

    private static let tellingWords = Set(telling.map(\.word))

    /// Telling words whose plural means the same. Modes, for example, are something else.
    private static let plurals = Set(telling.filter { !$0.isCommon }.map(\.word)).union(["password", "login", "allow"])

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
        words.flatMap { word -> [String] in
            if isKnown(word) { return [term(word)] }
            return parts(of: word[...]) ?? [misspelt(word) ?? contained(in: word) ?? word]
        }
    }

    /// The settings that a name with these words may mean; nil when it is not about a protection.
    /// - Parameter words: the result of `meaning(of:)`.
    static func settings(meantBy words: [String]) -> [String]? {
        let others = words.filter { !places.contains($0) }
        if others == ["domain"] || others == ["origin"] || words == ["group"] { return nil }
        let allAreKnown = words.allSatisfy(isKnown)
        return telling.first { words.contains($0.word) && (allAreKnown || !$0.isCommon) }?.keys
    }

    /// The telling word that a word means, also in the plural.
    private static func term(_ word: String) -> String {
        if tellingWords.contains(word) { return word }
        let one = word.hasSuffix("s") ? String(word.dropLast()) : word
        return synonyms[word] ?? synonyms[one] ?? (plurals.contains(one) ? one : word)
    }

    private static func isKnown(_ word: String) -> Bool {
        tellingWords.contains(term(word)) || synonyms[word] != nil || stems.contains(SettingWords.stem(word))
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

    /// The telling word that this one misspells. In short words, only swapped letters count: `locale` is not a misspelt
    /// `local`.
    private static func misspelt(_ word: String) -> String? {
        func misspells(_ other: String) -> Bool {
            // A plural is a different word.
            if word + "s" == other || other + "s" == word { return false }
            let most = other.count < 6 ? 0 : other.count < 9 ? 1 : 2
            let distance = EditDistance.between(word, other)
            return distance <= most || (distance == 1 && word.count == other.count && word.sorted() == other.sorted())
        }
        return (telling.map(\.word) + synonyms.keys.sorted()).first(where: misspells).map(term)
    }

    /// The long telling word in a word: `selfregistration` contains `registration`.
    private static func contained(in word: String) -> String? {
        (telling.map(\.word) + synonyms.keys.sorted()).first { $0.count >= 8 && word.contains($0) }.map(term)
    }
}
