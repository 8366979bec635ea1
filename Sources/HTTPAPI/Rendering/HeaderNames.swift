import HTTPTypes

/// Header fields that HTTPTypes does not name.
extension HTTPField.Name {
    static let apiKey = HTTPField.Name("X-API-Key")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwarded = HTTPField.Name("Forwarded")!
    static let workspace = HTTPField.Name("X-Workspace")!
    /// nginx passes a response on at once where it is `no`.
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let deprecationWarning = HTTPField.Name("X-Deprecation-Warning")!
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let purpose = HTTPField.Name("Purpose")!
    /// The seconds after which a browser loads the page again (HTML Standard, §7.4.6).
    static let refresh = HTTPField.Name("Refresh")!
    static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
}
