import Base
import Testing

@testable import agent_memory

/// An unseen typing mistake in a password would lock its owner out.
@Suite struct NewPasswordTests {
    private static let good = "correct horse battery"

    private func read(_ answers: [String?]) -> (result: Result<String, any Error>, questions: [String]) {
        var (rest, questions) = (answers[...], [String]())
        let result = Result {
            try NewPassword.typed { question in
                questions.append(question)
                return rest.popFirst() ?? nil
            }.read().reveal()
        }
        return (result, questions)
    }

    @Test("A password that is typed twice is accepted")
    func repeated() throws {
        let (result, questions) = read([Self.good, Self.good])
        #expect(try result.get() == Self.good)
        #expect(questions == ["New password: ", "Repeat the password: "])
    }

    @Test("Two different entries are refused", arguments: [good + " ", "", nil])
    func different(second: String?) {
        #expect(
            "\(failure(read([Self.good, second]).result))" == "The two passwords differ. The password was not changed."
        )
    }

    @Test("A password that is too short is refused before it is typed again", arguments: ["short", "", nil])
    func tooShort(first: String?) {
        let (result, questions) = read([first])
        #expect((failure(result) as? Fault)?.code == .validationFailed)
        #expect(questions.count == 1)
    }

    @Test("A password from a pipe is one line")
    func oneLineFromAPipe() throws {
        #expect(try NewPassword.piped { Self.good }.read().reveal() == Self.good)
        #expect(throws: Fault.self) { try NewPassword.piped { nil }.read() }
    }

    private func failure(_ result: Result<String, any Error>) -> any Error {
        do { return CommandFailure("no failure: \(try result.get())") } catch { return error }
    }
}
