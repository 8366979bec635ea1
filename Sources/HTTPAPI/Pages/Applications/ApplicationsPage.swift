/// The applications that a person let in.
struct ApplicationsPage: WebPage {
    static let template = "applications"

    let title = "Applications"
    let applications: [ShownApplication]
    let ends: [ShownEnd]
    let hasApplications: Bool
    let mcpURL: String

    init(_ applications: [ShownApplication], ended ends: [ShownEnd], mcpURL: String) {
        self.ends = ends
        self.applications = applications
        hasApplications = !applications.isEmpty
        self.mcpURL = mcpURL
    }
}

/// One application.
struct ApplicationPage: WebPage {
    static let template = "application"

    let title: String
    let application: ShownApplication

    init(_ application: ShownApplication) {
        title = application.name
        self.application = application
    }
}
