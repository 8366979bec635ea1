import Base

/// What the program takes from the machine it runs on; tests give their own.
enum Surroundings {
    static let time: any TimeSource = SystemTime()
    static let random: any RandomSource = SystemRandom()
}
