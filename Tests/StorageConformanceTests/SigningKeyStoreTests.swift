import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Signing keys") struct SigningKeyStoreTests {
    private func key(
        _ id: String,
        algorithm: String = "ES256",
        state: StoredKey.State = .current,
        at created: Timestamp = People.dawn
    ) -> StoredKey {
        StoredKey(
            id: id,
            algorithm: algorithm,
            material: Secret("pem \(id)"),
            state: state,
            createdAt: created,
            retiresAt: nil
        )
    }

    @Test(arguments: Backend.available)
    func racingFirstStartsCreateOneKeyPerAlgorithm(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let wins = try await race(20) { try await fixture.keys.addFirst(self.key("k\($0)")) }
            #expect(wins.count { $0 } == 1)
            #expect(try await fixture.keys.addFirst(key("other", algorithm: "RS256")))
            #expect(try await fixture.keys.keys().count == 2)
        }
    }

    @Test(arguments: Backend.available)
    func rotationRetiresTheFormerKeyAndNoOtherAlgorithms(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k1"))
            _ = try await fixture.keys.addFirst(key("r1", algorithm: "RS256"))
            try await fixture.keys.rotate(to: key("k2", at: fixture.later(10)), formerRetiresAt: fixture.later(100))
            let keys = try await fixture.keys.keys()
            #expect(keys.map(\.id) == ["k2", "k1", "r1"])
            #expect(keys.map(\.state) == [.current, .retiring, .current])
            #expect(keys.map(\.retiresAt) == [nil, fixture.later(100), nil])
            #expect(keys[0].material == Secret("pem k2"))
        }
    }

    @Test(arguments: Backend.available)
    func racingRotationsLeaveOneCurrentKeyAndLoseNone(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k"))
            _ = try await race(20) {
                try await fixture.keys.rotate(to: self.key("k\($0)"), formerRetiresAt: fixture.later(100))
            }
            let keys = try await fixture.keys.keys()
            #expect(keys.count == 21)
            #expect(keys.count { $0.state == .current } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aRetiringKeyCanBecomeCurrentAgain(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k1"))
            try await fixture.keys.rotate(to: key("k2", at: fixture.later(1)), formerRetiresAt: fixture.later(100))
            try await fixture.keys.rotate(to: key("k1", at: fixture.later(2)), formerRetiresAt: fixture.later(200))
            let states = Dictionary(uniqueKeysWithValues: try await fixture.keys.keys().map { ($0.id, $0) })
            #expect(states["k1"]?.state == .current && states["k1"]?.retiresAt == nil)
            #expect(states["k2"]?.state == .retiring && states["k2"]?.retiresAt == fixture.later(200))
        }
    }

    @Test(arguments: Backend.available)
    func otherAlgorithmsRetireAndRetiredKeysAreDeleted(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k1"))
            _ = try await fixture.keys.addFirst(key("r1", algorithm: "RS256"))
            try await fixture.keys.rotate(
                to: key("r2", algorithm: "RS256", at: fixture.later(1)),
                formerRetiresAt: fixture.later(50)
            )
            try await fixture.keys.retire(allBut: "ES256", at: fixture.later(100))
            try await fixture.keys.retire(allBut: "ES256", at: fixture.later(900))
            let keys = Dictionary(uniqueKeysWithValues: try await fixture.keys.keys().map { ($0.id, $0) })
            #expect(keys["k1"]?.state == .current && keys["k1"]?.retiresAt == nil)
            #expect(keys["r2"]?.state == .retiring && keys["r2"]?.retiresAt == fixture.later(100))
            #expect(keys["r1"]?.retiresAt == fixture.later(50))
            for (second, left) in [(50, 3), (51, 2), (101, 1), (1_000_000, 1)] as [(Int64, Int)] {
                _ = try await fixture.keys.purge(retiredBefore: fixture.later(second))
                #expect(try await fixture.keys.keys().count == left)
            }
        }
    }

    @Test(arguments: Backend.available)
    func onlyTheMaterialOfAKeyIsReplaced(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k1"))
            try await fixture.keys.rotate(to: key("k2", at: fixture.later(10)), formerRetiresAt: fixture.later(100))
            #expect(try await fixture.keys.setMaterial(Secret("sealed"), of: "k1"))
            #expect(try await fixture.keys.setMaterial(Secret("sealed"), of: "nobody's") == false)
            let keys = try await fixture.keys.keys()
            #expect(keys.map(\.material) == [Secret("pem k2"), Secret("sealed")])
            #expect(keys.map(\.state) == [.current, .retiring] && keys.map(\.retiresAt) == [nil, fixture.later(100)])
            #expect(keys.map(\.createdAt) == [fixture.later(10), fixture.dawn])
        }
    }

    @Test(arguments: Backend.available)
    func onlyARetiringKeyIsRemovedAndOnce(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.keys.addFirst(key("k1"))
            #expect(try await fixture.keys.remove("k1") == false)
            try await fixture.keys.rotate(to: key("k2"), formerRetiresAt: fixture.later(100))
            #expect(try await race(10) { _ in try await fixture.keys.remove("k1") }.count { $0 } == 1)
            #expect(try await fixture.keys.keys().map(\.id) == ["k2"])
        }
    }
}
