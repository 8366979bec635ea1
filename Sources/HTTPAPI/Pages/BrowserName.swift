/// A readable browser name from the `User-Agent` header.
enum BrowserName {
    /// The first match counts, because most browsers also claim to be Chrome and Safari.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ]

    static func of(_ agent: String?) -> String {
        let agent = agent ?? ""
        let browser = browsers.first { agent.contains($0.0) }?.1 ?? localized("Unknown browser")
        return systems.first { agent.contains($0.0) }.map { localized("\(browser) on \($0.1)") } ?? browser
    }
}
