/// Where the server is, who connects, and the bounds every session of ours lives within.
package struct PostgresConfiguration: Sendable {
    /// A name, an address, or the directory of a unix socket (starts with `/`).
    package var host: String
    package var port: Int
    package var database: String
    package var user: String
    package var password: String?
    /// What `pg_stat_activity` and the thread's name show.
    package var applicationName: String
    /// The longest a connection attempt may take, name resolution not included: that has the resolver's own bound.
    package var connectTimeout: Duration
    /// The longest a statement may run; nil for no bound.
    package var statementTimeout: Duration?
    /// The longest a statement may wait for a lock; nil for no bound.
    package var lockTimeout: Duration?
    /// Server settings of the session, for example `synchronous_commit`.
    package var parameters: [String: String]
    /// Other settings of libpq by its keywords: `sslmode`, `sslrootcert`, `target_session_attrs`, ...
    package var libpq: [String: String]

    /// A server by its parts; bounds as for a service: 10 s to connect, 30 s per statement, 10 s per lock.
    package init(
        host: String, port: Int = 5432, database: String, user: String, password: String? = nil,
        applicationName: String = "carelog", connectTimeout: Duration = .seconds(10),
        statementTimeout: Duration? = .seconds(30), lockTimeout: Duration? = .seconds(10),
        parameters: [String: String] = [:], libpq: [String: String] = [:]
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.parameters = parameters
        self.libpq = libpq
    }

    /// Reads a `postgres://` address or a `key=value` string, as libpq does; what it does not name has libpq's defaults.
    /// Errors: `configuration`; never quotes the string, which may hold a password.
    package init(url: String) throws(PostgresError) {
        guard var settings = LibpqConninfo.parse(url) else {
            throw PostgresError(
                .configuration,
                "the database address cannot be read; expected postgresql://user@host:port/database or key=value pairs")
        }
        let user = settings.removeValue(forKey: "user") ?? ""
        self.init(
            host: settings.removeValue(forKey: "host") ?? "", database: settings.removeValue(forKey: "dbname") ?? user,
            user: user, password: settings.removeValue(forKey: "password"))
        if let port = settings.removeValue(forKey: "port") {
            guard let number = Int(port), (1...65_535).contains(number) else {
                throw PostgresError(
                    .configuration,
                    "the database address needs one port between 1 and 65535; several hosts are not supported")
            }
            self.port = number
        }
        if let name = settings.removeValue(forKey: "application_name") { applicationName = name }
        if let seconds = settings.removeValue(forKey: "connect_timeout").flatMap({ Int($0) }), seconds > 0 {
            connectTimeout = .seconds(seconds)
        }
        libpq = settings
    }

    /// libpq's keywords and values for one connection attempt. Empty values mean libpq's defaults.
    func connectionParameters() -> [(String, String)] {
        var settings = [
            // Dead peers are silent: probe after 15 s, give up after 3 probes 5 s apart, or 20 s of unacknowledged data.
            "keepalives_idle": "15", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000",
        ]
        settings.merge(libpq) { _, ours in ours }
        settings["host"] = host
        settings["port"] = String(port)
        settings["dbname"] = database
        settings["user"] = user
        settings["password"] = password
        settings["application_name"] = applicationName
        settings["client_encoding"] = "UTF8"
        // The address's own options come last, because of two settings the server takes the later.
        settings["options"] = [sessionOptions(), libpq["options"] ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        return settings.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }
    }

    /// Server settings as command-line options; blanks and backslashes are escaped as the manual (34.1.2) asks.
    private func sessionOptions() -> String {
        var settings = parameters
        if let statementTimeout { settings["statement_timeout"] = String(statementTimeout.wholeMilliseconds) }
        if let lockTimeout { settings["lock_timeout"] = String(lockTimeout.wholeMilliseconds) }
        return settings.sorted { $0.key < $1.key }.map { key, value in
            var escaped = ""
            for character in value {
                if character == " " || character == "\\" { escaped.append("\\") }
                escaped.append(character)
            }
            return "-c \(key)=\(escaped)"
        }.joined(separator: " ")
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Place and role; never the password.
    package var description: String { "postgres \(user)@\(host):\(port)/\(database)" }

    package var debugDescription: String { description }

    /// `dump` and test failures print this instead of the fields.
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

extension Duration {
    /// At least 1, because PostgreSQL reads 0 as "no limit".
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
