internal import Crypto
internal import EventLog
internal import Identity
internal import JSON
internal import Postgres
internal import Projections
internal import Support
internal import Ticketing
internal import Vault

/// Reads everything that PostgreSQL holds, when nobody writes any more. Rows are read by plain SQL and entries as plain
/// JSON: what a fault has broken is not read by the code that may have broken it.
struct SiteReader {
    let site: Site

    /// The whole log of a workspace, opened.
    func log(of staff: Staff) async throws -> WorkspaceLog {
        let pool = PostgresPool(site.database, limits: .init(connectionsMax: 1), logger: .quiet)
        let vault = Vault(keyring: site.keyring, pool: pool)
        let workspace = "'\(staff.workspace)'::uuid"
        do {
            let next = try await site.query("select next_position from log.head where workspace_id = \(workspace)")
            var rows: [LogRow] = []
            // By pages: a result is held twice while it is read.
            while true {
                let last = rows.last?.position ?? -1
                let page = try await site.query(
                    """
                    select position, stream_id, version, entry, sealed from log.event
                    where workspace_id = \(workspace) and position > \(last) order by position limit 5000
                    """)
                let keys = try await vault.keys(of: Self.people(in: page), in: staff.workspace)
                for row in page { rows.append(try Self.row(row, keys)) }
                if page.rowCount < 5_000 { break }
            }
            let commands = try await site.query(
                """
                select command_id::text, first_position, last_position from log.command
                where workspace_id = \(workspace)
                """)
            let listed = try commands.map {
                CommandRow(command: try $0.string(0), first: try $0.int64(1), last: try $0.int64(2))
            }
            await pool.close()
            return WorkspaceLog(
                baseline: staff.baseline, next: try next.onlyRow().int64(0), rows: rows, commands: listed)
        } catch {
            await pool.close()
            throw error
        }
    }

    /// The live projections beside a replay of the whole log into new tables, which then take their place.
    func projections() async throws -> [ProjectionTable] {
        let live = try await dump()
        var service = site.database
        service.user = "carelog_service"
        let pool = PostgresPool(service, limits: .init(connectionsMax: 4), logger: .quiet)
        let log = EventLog(configuration: service, pool: pool, logger: .quiet)
        do {
            _ = try await Rebuild(log: log, pool: pool).rebuild()
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
        let replayed = try await dump()
        return live.keys.sorted().map { name in
            ProjectionTable(name: name, live: live[name] ?? [], replayed: replayed[name] ?? [])
        }
    }

    /// Every ticket of a workspace in the live views.
    func queues(of staff: Staff) async throws -> [QueueRow] {
        let found = try await site.query("select generation from projection.generation where state = 'live'")
        let rows = try await site.query(
            """
            select ticket_id::text,
                (array['unassigned', 'assigned', 'pending', 'snoozed', 'resolved', 'spam', 'merged'])[queue + 1],
                assignee::text
            from view_\(try found.onlyRow().int32(0)).ticket
            where workspace_id = '\(staff.workspace)'::uuid
            """)
        return try rows.map {
            QueueRow(
                ticket: "ticket/\(try $0.string(0))", queue: try $0.string(1), assignee: try $0.stringOrNil(2))
        }
    }

    /// Every table of the live generation, and how far it has read.
    private func dump() async throws -> [String: [String]] {
        let found = try await site.query("select generation from projection.generation where state = 'live'")
        let generation = try found.onlyRow().int32(0)
        var tables: [String: [String]] = [:]
        let names = try await site.query(
            "select table_name::text from information_schema.tables where table_schema = 'view_\(generation)'")
        for row in names {
            let name = try row.string(0)
            let rows =
                switch name {
                case "timeline": Self.positions(in: "view_\(generation).timeline", of: "customer_id")
                case "notification": Self.positions(in: "view_\(generation).notification", of: "agent_id")
                default: "select t::text from view_\(generation).\(name) t"
                }
            tables[name] = try await site.query(rows + " order by 1").map { try $0.string(0) }
        }
        tables["checkpoint"] = try await site.query(
            "select workspace_id || ' ' || position from projection.checkpoint where generation = \(generation) order by 1"
        ).map { try $0.string(0) }
        return tables
    }

    /// Position by position, since how many of them stand in a row depends on the batches; a row that is filed under another
    /// position than its first is told as it is.
    private static func positions(in table: String, of person: String) -> String {
        """
        select (t.workspace_id, t.\(person), p.position)::text
        from \(table) t cross join unnest(t.positions) as p (position)
        union all
        select t::text from \(table) t where t.first_position is distinct from t.positions[1]
        """
    }

    private static func people(in page: PostgresResult) throws -> Set<UniqueID> {
        var people: Set<UniqueID> = []
        for row in page {
            guard let subject = try? JSONValue(parsing: try row.bytes(3))["subject"]?.stringValue,
                let id = UniqueID(subject.drop { $0 != "/" }.dropFirst())
            else { continue }
            people.insert(id)
        }
        return people
    }

    private static func row(_ row: PostgresRow, _ keys: [UniqueID: DataKey]) throws -> LogRow {
        let bytes = try row.bytes(3)
        let entry = try JSONValue(parsing: bytes)
        let stream = try row.string(1)
        let version = try row.int64(2)
        let data = entry["data"]
        var read = LogRow(
            position: try row.int64(0), stream: stream, version: version, type: entry["type"]?.stringValue ?? "",
            actor: entry["actor"]?["id"]?.stringValue ?? "", command: entry["command"]?.stringValue ?? "",
            tags: data?["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [], digest: UInt64(digestOf: bytes))
        if let customer = data?["customer"]?.stringValue, let channel = data?["channel"]?.stringValue {
            read.customer = "\(customer) on \(channel)"
        }
        read.facts = LogFacts(
            kind: entry["actor"]?["kind"]?.stringValue, agent: data?["agent"]?.stringValue,
            reply: data?["reply"]?.stringValue, seen: data?["seen"]?.intValue.map { Int64($0) },
            isOverride: data?["override"]?.boolValue ?? false,
            capacity: data?["capacity"]?["all"]?.intValue.map { Int64($0) })
        read.facts.into = data?["into"]?.stringValue.map { "ticket/\($0)" }
        // The columns say the same as the entry.
        read.isSealIntact = entry["stream"]?.stringValue == stream && entry["version"]?.intValue == version
        let sealed = try row.bytesOrNil(4)
        let named = entry["sealed"]?.stringValue
        guard let sealed, let named else {
            read.isSealIntact = read.isSealIntact && sealed == nil && named == nil
            return read
        }
        let digest = SHA256.hash(data: sealed).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        let context = entry["id"]?.stringValue.flatMap { EventID($0) }.map {
            SealContext(event: $0, stream: stream, version: StreamVersion(Int(version)))
        }
        let subject = entry["subject"]?.stringValue.flatMap { UniqueID($0.drop { $0 != "/" }.dropFirst()) }
        guard named == "sha256:" + digest.joined(), let context, let key = subject.flatMap({ keys[$0] }),
            let opened = try? key.open(sealed, context), let personal = try? JSONValue(parsing: opened)
        else {
            read.isSealIntact = false
            return read
        }
        read.text = personal["text"]?.stringValue
        read.external = personal["externalId"]?.stringValue
        return read
    }
}
