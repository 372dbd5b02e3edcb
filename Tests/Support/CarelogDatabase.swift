package import Postgres
internal import Schema

/// A database of its own with all migrations applied, on the server that all suites of this process share.
package struct CarelogDatabase: Sendable {
    /// The name in the cluster.
    package let name: String
    private let server: PostgresServer

    /// May do anything; for set-up and for looking behind the scenes.
    package var superuser: PostgresConfiguration { server.connection(database: name) }
    /// What a server of ours logs in as.
    package var service: PostgresConfiguration { configuration(user: "carelog_service") }
    /// Reads, and nothing else.
    package var auditor: PostgresConfiguration { configuration(user: "carelog_auditor") }
    /// Becomes the owner of everything.
    package var migrator: PostgresConfiguration { configuration(user: "carelog_migrator") }

    /// Made once per process: migrating takes longer than copying what was migrated.
    private static let template = Task {
        let server = try await PostgresServer.shared
        let name = try await server.createDatabase()
        _ = try await Migrator(configuration: server.connection(database: name), logger: .quiet).up()
        return name
    }

    /// Creates one; drop it when it is no longer needed.
    package static func create() async throws -> CarelogDatabase {
        let server = try await PostgresServer.shared
        let name = try await server.createDatabase(template: template.value)
        // The rights on a database itself are not copied from its template.
        let connection = try await PostgresConnection.connect(server.connection(database: name), logger: .quiet)
        try await connection.execute("grant create on database \"\(name)\" to carelog_owner")
        await connection.close()
        return CarelogDatabase(name: name, server: server)
    }

    /// Ends all its sessions and removes it.
    package func drop() async throws { try await server.dropDatabase(name) }

    private func configuration(user: String) -> PostgresConfiguration {
        var configuration = superuser
        configuration.user = user
        return configuration
    }
}

/// A fresh, migrated database for the length of `body`.
package func withCarelogDatabase<Value>(
    caller: isolated (any Actor)? = #isolation, _ body: (CarelogDatabase) async throws -> sending Value
) async throws -> sending Value {
    let database = try await CarelogDatabase.create()
    do {
        let value = try await body(database)
        try await database.drop()
        return value
    } catch {
        try? await database.drop()
        throw error
    }
}
