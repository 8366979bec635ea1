import Base
import Glibc
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

    @Test(
        "A control character is refused, typed and from a pipe",
        arguments: ["\u{3}", "\u{1b}[A", "\u{7f}", "\u{85}"]
    )
    func controlCharacters(text: String) {
        let (result, questions) = read([Self.good + text, Self.good + text])
        #expect("\(failure(result))".hasPrefix("A password cannot contain control characters"))
        #expect(questions.count == 1)
        #expect(throws: CommandFailure.self) { try NewPassword.piped { Self.good + text }.read() }
    }

    @Test("The terminal shows nothing during the question, passes on Ctrl-C as a signal, and has its mode back")
    func terminal() throws {
        // ioctl_tty(2): TIOCSPTLCK unlocks the other end, TIOCGPTN tells its number.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(master) }
        var (locked, number): (Int32, Int32) = (0, 0)
        try #require(ioctl(master, 0x4004_5431, &locked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        defer { close(slave) }
        var before = termios()
        try #require(tcgetattr(slave, &before) == 0)
        let answer = Array((Self.good + "\n").utf8)
        #expect(write(master, answer, answer.count) == answer.count)
        #expect(PasswordPrompt.ask("Password: ", on: slave) == Self.good)
        var after = termios()
        tcgetattr(slave, &after)
        #expect(after.c_lflag == before.c_lflag)

        before.c_lflag &= ~tcflag_t(ISIG)
        let silent = PasswordPrompt.silent(before).c_lflag
        #expect(silent & tcflag_t(ECHO) == 0 && silent & tcflag_t(ISIG) != 0 && silent & tcflag_t(ICANON) != 0)
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
