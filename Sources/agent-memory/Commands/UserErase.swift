import ArgumentParser
import Authorization
import Base
import Identity
import Settings

struct UserErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person everywhere, with a signed receipt.",
        discussion: """
            Deletes the account with its tokens, applications, passkeys and logins, and every memory, former version, session and profile \
            under the name in every workspace that the person is a member of or wrote to. What the person wrote under other names stays, \
            under a pseudonym, and so do events. Prints a receipt, signed with the key that signs tokens; save it together with the keys \
            at /.well-known/jwks.json.

            Backups made before still hold the data. A running server may show the name of the writer of other memories until it restarts.

            Examples:
              agent-memory user erase alice > receipt.json
            """
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption
    @Argument(help: "Name or id.") var user: String
    @Option(help: ArgumentHelp("Confirm with the exact name of the person instead of typing it.", valueName: "name"))
    var confirm: String?
    @Flag(name: [.short, .long], help: "Erase even the last administrator.") var force = false

    func run() async throws {
        let settings = try options.settings()
        let tools = try Wiring.operatorTools(settings)
        let found = try await tools.users.user(user)
        if !force { try await tools.users.requireAnotherAdministrator(than: found) }
        let typed = confirm ?? Terminal.answer("Type \(found.name) to erase this person. This cannot be undone")
        guard found.name.isExactly(typed) else {
            throw CommandFailure("That is not the name of the person. Nothing was erased.")
        }
        let signer = await ReceiptSigner.reading(settings, tools)
        let (erased, counts) = try await LastAdministrator.guarded(force) {
            try await tools.users.erase(found.id.rawValue, force: $0)
        }
        let now = tools.time.now()
        let receipt = ErasureReceipt(
            id: ULID.make(at: now, random: Surroundings.random),
            user: erased,
            erased: counts,
            at: now
        )
        var signed: String?
        if let signer { signed = try await receipt.signed(by: signer) }
        try show(receipt, signed: signed, tools)
    }

    private func show(_ receipt: ErasureReceipt, signed: String?, _ tools: OperatorTools) throws {
        tools.report("Erased user \(receipt.user.name)", .json)
        if receipt.erased.placesLeft > 0 {
            Terminal.warn(
                "In \(receipt.erased.placesLeft) workspaces back ends filed something under this name. It stays, because the person was never there; DELETE /users/NAME removes it."
            )
        }
        Terminal.warn(ErasureReceipt.backups)
        if signed == nil {
            Terminal.warn(
                "The receipt is not signed: this server signs no tokens, or with a secret that nobody else can check."
            )
        }
        var members: [String: JSONValue] = [
            "receipt": .string(receipt.id), "user_id": .string(receipt.user.id.rawValue),
            "at": .string(receipt.at.description), "erased": .object(receipt.counts),
        ]
        members["signed"] = signed.map(JSONValue.string)
        switch output.format {
        case .json: try Terminal.json(.object(members))
        case .text:
            var fields = [("Receipt", receipt.id), ("User", receipt.user.id.rawValue), ("Erased at", "\(receipt.at)")]
            for (name, count) in receipt.counts.sorted(by: { Identifier($0.key) < Identifier($1.key) }) {
                fields.append((name, "\(count.integer ?? 0)"))
            }
            if let signed { fields.append(("Signed", signed)) }
            Terminal.fields(fields)
        }
    }
}
