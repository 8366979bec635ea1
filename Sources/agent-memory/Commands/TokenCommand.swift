import ArgumentParser

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Create, list, show and remove API tokens.",
        discussion: """
            An API token is shown once, when it is created; only its digest is stored. A personal token acts for one user and sees that \
            user's memories. A --service token is bound to one workspace and may name any user_id in it: it is for the back end of \
            an application. All of this works while the server runs; a removed token stops working at once.
            """,
        subcommands: [TokenAdd.self, TokenList.self, TokenShow.self, TokenRemove.self, TokenExplain.self]
    )
}
