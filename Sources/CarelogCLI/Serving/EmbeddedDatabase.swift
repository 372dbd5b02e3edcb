internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres
internal import Schema

/// The database `carelog` in the private cluster: made if it is not there, and migrated.
struct EmbeddedDatabase: Sendable {
    static let name = "carelog"

    let endpoint: EmbeddedPostgres.Endpoint

    /// How to reach it, once it is there and up to date.
    func prepare(logger: Logger) async throws -> PostgresConfiguration {
        let maintenance = try PostgresConfiguration(url: endpoint.connectionString(database: "postgres"))
        let connection = try await PostgresConnection.connect(maintenance, logger: logger)
        do {
            try await connection.execute("create database \(Self.name)")
        } catch  where error.sqlState == SQLState("42P04") {
            // It was there: not the first start.
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        let configuration = try PostgresConfiguration(url: endpoint.connectionString(database: Self.name))
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
