internal import Identity
internal import Postgres
internal import Ticketing

extension AgentRow {
    /// Reads a row of `AgentColumns`.
    init(_ row: PostgresRow) throws(PostgresError) {
        guard let kind = AgentKind(rawValue: try row.string(1)) else {
            throw PostgresError(.decoding, "an agent's row has a kind that does not exist")
        }
        var state = AgentState(
            id: AgentID(UniqueID(try row.uuid(0))), kind: kind, roles: try row.names(2) { Role(rawValue: $0) } ?? [],
            version: StreamVersion(Int(try row.int32(5))), position: LogPosition(try row.int64(6)))
        if let teams = try row.names(7, { TeamID($0) }) {
            state.profile = AgentProfile(
                teams: teams, skills: try row.names(8) { Skill($0) } ?? [],
                languages: try row.names(9) { Language($0) } ?? [],
                capacity: Capacity(
                    all: try row.int32OrNil(10).map { Int($0) },
                    networks: NetworkCapacity.list(in: try row.stringOrNil(11) ?? "")))
        }
        if let chosen = try row.stringOrNil(12).flatMap({ AgentAvailability.State(rawValue: $0) }) {
            let until = try row.timestampMicrosOrNil(13).map { Instant(microseconds: $0) }
            state.availability = AgentAvailability(chosen, until: until)
        }
        state.isConnected = try row.bool(14)
        state.goneSince = try row.timestampMicrosOrNil(15).map { Instant(microseconds: $0) }
        self.init(
            state: state, network: try row.stringOrNil(3), registeredAt: LogPosition(try row.int64(4)),
            lastGiven: try row.int64OrNil(16).map { LogPosition($0) })
    }

    /// The parameters of `writeAgents`.
    static func bindings(_ rows: [AgentRow], in workspace: WorkspaceID) -> Bindings {
        let states = rows.map(\.state)
        let profiles = states.map(\.profile)
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.id.id.postgres))
        bindings.append(rows.map(\.kind.rawValue))
        bindings.append(rows.map { joined($0.roles, \.rawValue) })
        bindings.append(rows.map(\.network))
        bindings.append(rows.map(\.registeredAt.value))
        bindings.append(states.map { Int32($0.version.value) })
        bindings.append(states.map(\.position.value))
        bindings.append(profiles.map { $0.map { joined($0.teams, \.name) } })
        bindings.append(profiles.map { $0.map { joined($0.skills, \.name) } })
        bindings.append(profiles.map { $0.map { joined($0.languages, \.tag) } })
        bindings.append(profiles.map { $0?.capacity.all.map { Int32($0) } })
        bindings.append(profiles.map { $0.map { joined($0.capacity.networks) { "\($0.network)=\($0.max)" } } })
        bindings.append(states.map { $0.availability?.state.rawValue })
        bindings.append(timestampMicros: states.map { $0.availability?.until?.microseconds })
        bindings.append(states.map(\.isConnected))
        bindings.append(timestampMicros: states.map { $0.goneSince?.microseconds })
        bindings.append(rows.map { $0.lastGiven?.value })
        return bindings
    }

    /// No name of these holds a comma.
    private static func joined<Element>(_ elements: [Element], _ name: (Element) -> String) -> String {
        elements.map(name).joined(separator: ",")
    }
}

extension NetworkCapacity {
    /// Reads `network=most` joined by commas.
    fileprivate static func list(in text: String) -> [NetworkCapacity] {
        text.split(separator: ",").compactMap { part in
            let halves = part.split(separator: "=")
            guard halves.count == 2, let max = Int(halves[1]) else { return nil }
            return NetworkCapacity(network: String(halves[0]), max: max)
        }
    }
}

extension PostgresRow {
    /// A list of names; nil if the column is null.
    fileprivate func names<Name>(_ column: Int, _ read: (String) -> Name?) throws(PostgresError) -> [Name]? {
        if isNull(column) { return nil }
        var names: [Name] = []
        for text in try textArray(column) { if let text, let name = read(text) { names.append(name) } }
        return names
    }
}
