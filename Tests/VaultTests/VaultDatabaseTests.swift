internal import Identity
internal import Postgres
internal import Support
internal import Testing
internal import Vault

@Suite("The keys of people", .timeLimit(.minutes(1)))
struct VaultDatabaseTests {
    private let acme = WorkspaceID(.numbered(0xaa))
    private let umbrella = WorkspaceID(.numbered(0xbb))
    private let ada = UniqueID.numbered(1)
    private let grace = UniqueID.numbered(2)
    private let context = SealContext(event: EventID(.numbered(3)), stream: "customer/1", version: StreamVersion(1))
    private let plain = Array("@ada".utf8)

    @Test("are found by whoever has the key-encryption key, each for its own person and workspace")
    func found() async throws {
        try await withKeys { keys async throws in
            let sealed = try await keys.store(ada, in: acme)
            let other = try await keys.store(grace, in: acme)
            let reader = keys.vault()
            let found = try await reader.keys(of: [ada, grace], in: acme)
            #expect(found.count == 2)
            #expect(try found[ada]?.open(sealed, context) == plain && found[grace]?.open(other, context) == plain)
            #expect(throws: VaultError.self) { try found[grace]?.open(sealed, context) }
            #expect(try await reader.keys(of: [ada], in: umbrella).isEmpty)
        }
    }

    @Test("of people who have none are left out")
    func unknown() async throws {
        try await withKeys { keys async throws in
            _ = try await keys.store(ada, in: acme)
            let found = try await keys.vault().keys(of: [ada, grace, .zero], in: acme)
            #expect(Set(found.keys) == [ada])
            #expect(try await keys.vault().keys(of: [], in: acme).isEmpty)
        }
    }

    @Test("are read once and then remembered, until they are forgotten")
    func cached() async throws {
        try await withKeys { keys async throws in
            let sealed = try await keys.store(ada, in: acme)
            let vault = keys.vault()
            _ = try await vault.keys(of: [ada], in: acme)
            try await keys.destroyAll()
            #expect(try await vault.keys(of: [ada], in: acme)[ada]?.open(sealed, context) == plain)
            vault.forget(ada, in: umbrella)
            vault.forget(grace, in: acme)
            #expect(try await vault.keys(of: [ada], in: acme).count == 1)
            vault.forget(ada, in: acme)
            #expect(try await vault.keys(of: [ada], in: acme).isEmpty, "what is destroyed and forgotten is gone")
        }
    }

    @Test("are at hand from when they were read until they are forgotten, each for its own person and workspace")
    func held() async throws {
        try await withKeys { keys async throws in
            _ = try await keys.store(ada, in: acme)
            _ = try await keys.store(grace, in: acme)
            let vault = keys.vault()
            let mark = try #require(try await keys.vault().keys(of: [ada], in: acme)[ada]).commitment
            #expect(!vault.holds(mark, of: ada, in: acme), "nobody asked for it yet")
            _ = try await vault.keys(of: [ada, grace], in: acme)
            #expect(vault.holds(mark, of: ada, in: acme))
            #expect(!vault.holds(mark, of: grace, in: acme) && !vault.holds(mark, of: ada, in: umbrella))
            #expect(!vault.holds([], of: ada, in: acme))
            vault.forget(ada, in: acme)
            #expect(!vault.holds(mark, of: ada, in: acme))
        }
    }

    @Test("that were just stored need not be read")
    func remembered() async throws {
        try await withKeys { keys async throws in
            let vault = keys.vault()
            let (key, _) = try vault.makeKey(for: ada, in: acme)
            vault.remember(key, of: ada, in: acme)
            let sealed = try key.seal(plain, context)
            #expect(try await vault.keys(of: [ada], in: acme)[ada]?.open(sealed, context) == plain)
            #expect(try await keys.vault().keys(of: [ada], in: acme).isEmpty)
        }
    }

    @Test("do not open for whoever has another key-encryption key")
    func otherKeyring() async throws {
        try await withKeys { keys async throws in
            _ = try await keys.store(ada, in: acme)
            let stranger = Vault(keyring: Keyring(), pool: keys.pool)
            let error = await #expect(throws: VaultError.self) { try await stranger.keys(of: [ada], in: acme) }
            #expect(error?.code == .unknownKeyEncryptionKey)
        }
    }

    @Test("do not open in the place of another person's, or another workspace's")
    func moved() async throws {
        try await withKeys { keys async throws in
            _ = try await keys.store(ada, in: acme)
            try await keys.copy(ada, in: acme, to: grace, in: acme)
            try await keys.copy(ada, in: acme, to: ada, in: umbrella)
            for (person, workspace) in [(grace, acme), (ada, umbrella)] {
                let error = await #expect(throws: VaultError.self) {
                    try await keys.vault().keys(of: [person], in: workspace)
                }
                #expect(error?.code == .notAuthentic)
            }
        }
    }

    @Test("and a workspace's secret come back after a restart")
    func secret() async throws {
        try await withKeys { keys async throws in
            let (secret, wrapped) = try keys.vault().makeSecret(for: acme)
            #expect(try keys.vault().secret(of: acme, wrapped: wrapped).hash(["a"]) == secret.hash(["a"]))
            #expect(throws: VaultError.self) { try keys.vault().secret(of: umbrella, wrapped: wrapped) }
        }
    }

    /// A database with room for keys, and one keyring.
    private struct Keys {
        let keyring = Keyring()
        let database: CarelogDatabase
        let pool: PostgresPool

        /// A vault with nothing in its cache.
        func vault() -> Vault { Vault(keyring: keyring, pool: pool) }

        /// Makes a key for somebody and stores it; answers something sealed under it.
        func store(_ person: UniqueID, in workspace: WorkspaceID) async throws -> [UInt8] {
            let (key, wrapped) = try vault().makeKey(for: person, in: workspace)
            var bindings = VaultDatabaseTests.bindings(workspace, person)
            bindings.append(wrapped)
            try await run("insert into vault.key values ($1, $2, $3)", bindings)
            let context = SealContext(
                event: EventID(.numbered(3)), stream: "customer/1", version: StreamVersion(1))
            return try key.seal(Array("@ada".utf8), context)
        }

        func copy(_ person: UniqueID, in from: WorkspaceID, to other: UniqueID, in into: WorkspaceID) async throws {
            var bindings = VaultDatabaseTests.bindings(from, person)
            bindings.append(PostgresUUID(high: into.id.high, low: into.id.low))
            bindings.append(PostgresUUID(high: other.high, low: other.low))
            let sql =
                "insert into vault.key select $3, $4, wrapped from vault.key where workspace_id = $1 and subject = $2"
            try await run(sql, bindings)
        }

        func destroyAll() async throws { try await run("delete from vault.key", Bindings()) }

        private func run(_ sql: String, _ bindings: Bindings) async throws {
            let connection = try await PostgresConnection.connect(database.superuser, logger: .quiet)
            _ = try await connection.query(Statement("test_run", sql), bindings)
            await connection.close()
        }
    }

    private static func bindings(_ workspace: WorkspaceID, _ person: UniqueID) -> Bindings {
        var bindings = Bindings()
        bindings.append(PostgresUUID(high: workspace.id.high, low: workspace.id.low))
        bindings.append(PostgresUUID(high: person.high, low: person.low))
        return bindings
    }

    private func withKeys(_ body: (Keys) async throws -> Void) async throws {
        try await withCarelogDatabase { database async throws in
            let pool = PostgresPool(database.service, logger: .quiet)
            var failure: (any Error)?
            do { try await body(Keys(database: database, pool: pool)) } catch { failure = error }
            await pool.close()
            if let failure { throw failure }
        }
    }
}
