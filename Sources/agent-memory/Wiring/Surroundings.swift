import Base

/// The time and randomness of this machine; tests use their own.
enum Surroundings {
    static let time: any TimeSource = SystemTime()
    static let random: any RandomSource = SystemRandom()
}
