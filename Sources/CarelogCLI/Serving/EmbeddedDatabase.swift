internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres
internal import Schema

/// A database in the private cluster, `carelog` unless named: made if it is not there, and migrated.
struct EmbeddedDatabase: Sendable {
    static let name = "carelog"

    let endpoint: EmbeddedPostgres.Endpoint
    /// **Range**: a name that needs no quotes.
    var database = Self.name

    /// How to reach it, once it is there and up to date.
    func prepare(logger: Logger) async throws -> PostgresConfiguration {
        let maintenance = try PostgresConfiguration(url: endpoint.connectionString(database: "postgres"))
        let connection = try await PostgresConnection.connect(maintenance, logger: logger)
        do {
            try await connection.execute("create database \(database)")
        } catch  where error.sqlState == SQLState("42P04") {
            // It was there: not the first start.
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        let configuration = try PostgresConfiguration(url: endpoint.connectionString(database: database))
        _ = try await Migrator(configuration: configuration, logger: logger).up()
        return configuration
    }
}

/// Where the embedded default lives for whoever runs this process.
enum EmbeddedDirectory {
    static func standard() -> DataDirectory {
        .standard(environment: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0)
    }
}
