import Authorization
import ClientCatalog

/// The page to choose an application on.
struct ClientsPage: WebPage {
    struct Item: Sendable {
        let id: String
        let title: String
        let remark: String
        let monogram: Monogram
        let isConnected: Bool
    }

    struct Group: Sendable {
        let title: String
        let clients: [Item]
    }

    static let template = "clients"

    let title = localized("Connect an application")
    let url: String
    let clientsLogIn: Bool
    let groups: [Group]
    /// The day on which the instructions were checked.
    let checked: String
    let checkedDay: String

    init(url: String, clientsLogIn: Bool, connected: [ConnectedApplication]) {
        self.url = url
        self.clientsLogIn = clientsLogIn
        groups = KnownClient.Group.allCases.map { group in
            Group(
                title: Self.title(of: group),
                clients: ClientTable.all.filter { $0.group == group }.map { client in
                    Item(
                        id: client.id,
                        title: PageLanguage.current.sentence(client.title),
                        remark: PageLanguage.current.sentence(client.remark),
                        monogram: client.monogram,
                        isConnected: client.connection(among: connected) != nil
                    )
                }
            )
        }
        checked = ClientTable.all.map(\.checked).max() ?? ""
        checkedDay = ShownTime.date(checked)
    }

    private static func title(of group: KnownClient.Group) -> String {
        switch group {
        case .assistant: localized("Assistants")
        case .editor: localized("Editors")
        case .terminal: localized("Terminal")
        }
    }
}
