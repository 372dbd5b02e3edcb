internal import Cache
package import Identity
package import Postgres
internal import Synchronization

/// The keys of people: made, found and, one day, destroyed. One place knows how to unwrap them.
///
/// Keys are cached unwrapped in memory, so that reading an inbox costs no decryption of keys; the cache is bounded and
/// what is destroyed must be forgotten by `forget`. **Isolation**: may be called from anywhere.
package final class Vault: Sendable {
    /// **Units**: keys. About 200 bytes each.
    private static let cachedKeysMax = 65_536

    private struct CacheKey: Hashable {
        let workspace: WorkspaceID
        let person: UniqueID
    }

    private let keyring: Keyring
    private let pool: PostgresPool
    private let cache = Mutex(BoundedCache<CacheKey, DataKey>(countMax: cachedKeysMax))

    package init(keyring: Keyring, pool: PostgresPool) {
        self.keyring = keyring
        self.pool = pool
    }

    /// A key for somebody new, and its wrapped form; it counts once that is stored with the first event under it.
    package func makeKey(
        for person: UniqueID, in workspace: WorkspaceID
    ) throws(VaultError) -> (key: DataKey, wrapped: [UInt8]) {
        let key = DataKey()
        return (key, try keyring.wrap(key, for: .person(workspace, person)))
    }

    /// Remembers a key that was stored.
    package func remember(_ key: DataKey, of person: UniqueID, in workspace: WorkspaceID) {
        cache.withLock { $0.keep(key, for: CacheKey(workspace: workspace, person: person)) }
    }

    /// The keys of these people; who is left out has none, or none any more.
    ///
    /// **Errors**: `PostgresError` if the database is away, `VaultError` if a key cannot be unwrapped.
    package func keys(
        of people: Set<UniqueID>, in workspace: WorkspaceID
    ) async throws -> [UniqueID: DataKey] {
        var keys: [UniqueID: DataKey] = [:]
        cache.withLock { cache in
            for person in people {
                keys[person] = cache.value(for: CacheKey(workspace: workspace, person: person))
            }
        }
        let missing = people.filter { keys[$0] == nil }
        if missing.isEmpty { return keys }
        var bindings = Bindings()
        bindings.append(PostgresUUID(high: workspace.id.high, low: workspace.id.low))
        bindings.append(missing.map { PostgresUUID(high: $0.high, low: $0.low) })
        for row in try await pool.query(VaultStatements.keys, bindings) {
            let uuid = try row.uuid(0)
            let person = UniqueID(high: uuid.high, low: uuid.low)
            let key = try keyring.unwrap(try row.bytes(1), for: .person(workspace, person))
            remember(key, of: person, in: workspace)
            keys[person] = key
        }
        return keys
    }

    /// Whether the key with this commitment is at hand: then what was opened with it before may be shown again.
    ///
    /// False also for a key that was only left out for want of room; to open anew brings it back.
    package func holds(_ commitment: [UInt8], of person: UniqueID, in workspace: WorkspaceID) -> Bool {
        cache.withLock { $0.value(for: CacheKey(workspace: workspace, person: person))?.commitment == commitment }
    }

    /// Forgets a key that was destroyed, or whose first event was not stored after all.
    package func forget(_ person: UniqueID, in workspace: WorkspaceID) {
        cache.withLock { $0.forget(CacheKey(workspace: workspace, person: person)) }
    }

    /// A secret for a new workspace, and its wrapped form.
    package func makeSecret(for workspace: WorkspaceID) throws(VaultError) -> (
        secret: WorkspaceSecret, wrapped: [UInt8]
    ) {
        let key = DataKey()
        return (WorkspaceSecret(key), try keyring.wrap(key, for: .workspaceSecret(workspace)))
    }

    /// The secret of a workspace. **Errors**: `unknownKeyEncryptionKey`, `notAuthentic`.
    package func secret(of workspace: WorkspaceID, wrapped: [UInt8]) throws(VaultError) -> WorkspaceSecret {
        WorkspaceSecret(try keyring.unwrap(wrapped, for: .workspaceSecret(workspace)))
    }
}

/// Every statement that this room sends. The table is described in `schema/migrations`.
private enum VaultStatements {
    /// $1 uuid workspace, $2 uuid[] people; rows: uuid, bytea. One person at a time, whatever the planner believes.
    static let keys = Statement(
        "vault_keys",
        """
        select asked.subject, held.wrapped from unnest($2) as asked (subject)
        cross join lateral (
            select k.wrapped from vault.key k
            where k.workspace_id = $1 and k.subject = asked.subject offset 0
        ) held
        """)
}
