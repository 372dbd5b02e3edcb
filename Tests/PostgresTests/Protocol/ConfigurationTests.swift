import Testing

@testable import Postgres

@Suite("Configuration and errors")
struct ConfigurationTests {
    @Test("an address gives its parts, and the rest goes through to libpq")
    func address() throws {
        let url = "postgresql://ann:s%40crt@db.example:6432/care?sslmode=require&application_name=x&connect_timeout=3"
        let configuration = try PostgresConfiguration(url: url)
        #expect(configuration.host == "db.example")
        #expect(configuration.port == 6432)
        #expect(configuration.database == "care")
        #expect(configuration.user == "ann")
        #expect(configuration.password == "s@crt")
        #expect(configuration.applicationName == "x")
        #expect(configuration.connectTimeout == .seconds(3))
        #expect(configuration.libpq == ["sslmode": "require"])
    }

    @Test("a key=value string is read too")
    func keywords() throws {
        let configuration = try PostgresConfiguration(url: "host=/run/postgresql dbname=care user=ann")
        #expect(configuration.host == "/run/postgresql")
        #expect(configuration.port == 5432)
    }

    @Test(
        "an address that cannot be read is refused without being quoted",
        arguments: [
            "postgresql://u:s3cret@h:port:x/%zz", "s3cret", "host=a port=1,2 password=s3cret",
            "host=a port=0 password=s3cret",
        ])
    func refused(url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error?.code == .configuration)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
    }

    @Test("no way of printing a configuration shows the password")
    func secret() {
        let configuration = PostgresConfiguration(host: "h", database: "d", user: "u", password: "s3cret")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [configuration.description, configuration.debugDescription, "\(configuration)", dumped] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test("server settings become escaped session options, and bounds are never zero")
    func options() {
        let configuration = PostgresConfiguration(
            host: "h", database: "d", user: "u", statementTimeout: .microseconds(1), lockTimeout: nil,
            parameters: ["search_path": "a b\\c"])
        let options = configuration.connectionParameters().first { $0.0 == "options" }?.1
        #expect(options == "-c search_path=a\\ b\\\\c -c statement_timeout=1")
    }

    @Test(
        "an error may be retried when nothing took effect and the cause passes",
        arguments: [
            (.server, .serializationFailure, .notCommitted, true), (.server, .deadlockDetected, .notCommitted, true),
            (.server, .lockNotAvailable, .notCommitted, true), (.server, .adminShutdown, .notCommitted, true),
            (.server, .uniqueViolation, .notCommitted, false), (.server, .syntaxError, .notCommitted, false),
            (.server, .queryCanceled, .notCommitted, false), (.server, .adminShutdown, .unknown, false),
            (.connectionLost, nil, .notCommitted, true), (.connectionLost, nil, .unknown, false),
            (.connectionFailed, nil, .notCommitted, true), (.connectionFailed, .invalidPassword, .notCommitted, false),
            (.connectionFailed, .cannotConnectNow, .notCommitted, true), (.overloaded, nil, .notCommitted, true),
            (.poolExhausted, nil, .notCommitted, true), (.timeout, nil, .unknown, false),
            (.decoding, nil, .committed, false), (.cancelled, nil, .notCommitted, false),
        ] as [(PostgresError.Code, SQLState?, PostgresError.Outcome, Bool)])
    func retry(code: PostgresError.Code, state: SQLState?, outcome: PostgresError.Outcome, expected: Bool) {
        #expect(PostgresError(code, "", sqlState: state, outcome: outcome).isRetryable == expected)
    }

    @Test("a printed error leaves out what quotes data")
    func printedErrors() {
        let unique = PostgresError(
            .server, "duplicate key", sqlState: .uniqueViolation, detail: "Key (email)=(ann@example.com)",
            constraint: "customer_email", where: "line 1: ann@example.com")
        #expect("\(unique)".contains("customer_email"))
        #expect(!"\(unique)".contains("ann@"))
        let data = PostgresError(.server, "invalid input: \"ann@example.com\"", sqlState: SQLState("22P02"))
        #expect(!"\(data)".contains("ann@"))
    }
}
