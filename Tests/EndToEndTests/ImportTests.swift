internal import Client
internal import JSON
internal import Support
internal import Testing
internal import Wire

/// Real conversations through the whole of it: a process, TCP, PostgreSQL, fsync.
@Suite(
    "the import of real conversations", .timeLimit(.minutes(10)), .serialized,
    .enabled(if: RealData.isThere, "the real conversations are not on this machine; name them with CARELOG_DATA"))
struct ImportTests {
    @Test("every well-formed record is there once, and a second import adds nothing")
    func importsOnce() async throws {
        try await RunningCarelog.with { carelog in
            let expected = try await RealData.counts(of: RealData.thousands)
            let first = try await carelog.command(["import", "twcs", RealData.thousands, "--json"])
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.errors.contains("twcs_5000.csv: line"), "the broken record is reported with its line")
            let outcome = try JSONValue(parsing: first.output)
            let records = try #require(expected["messages"]) + (expected["replies"] ?? 0) + (expected["posts"] ?? 0)
            #expect(outcome["added"]?.intValue == records)
            #expect(outcome["failed"]?.intValue == 0)
            #expect(outcome["bad"]?.intValue == 1)
            try await expectCounts(expected, in: carelog)

            let second = try await carelog.command(["import", "twcs", RealData.thousands, "--json"])
            #expect(second.status == 0, "\(second.errors)")
            #expect(try JSONValue(parsing: second.output)["added"]?.intValue == 0)
            try await expectCounts(expected, in: carelog)
            try await expectWholeLog(in: carelog)
        }
    }

    @Test("killed in the middle, server and PostgreSQL, and run again: the same counts, and nothing has a hole")
    func survivesKills() async throws {
        try await RunningCarelog.with { carelog in
            let expected = try await RealData.counts(of: RealData.thousands)
            for (number, killsPostgres) in [false, true].enumerated() {
                let path = carelog.directory + "/connection.json"
                let importing = try CarelogProcess(
                    ["import", "twcs", RealData.thousands, "--json"], environment: ["CARELOG_CONNECTION": path])
                // The moment is one of the log's own: about a third of the records, then two thirds.
                try await waitForEvents(1_500 * (number + 1), in: carelog)
                try await carelog.kill9(postgres: killsPostgres)
                importing.signal(9)
                try await blocking { importing.waitUntilExit() }
                try await carelog.restart()
            }
            // Only the database this time; the server and the import live through it.
            let path = carelog.directory + "/connection.json"
            let importing = try CarelogProcess(
                ["import", "twcs", RealData.thousands, "--json"], environment: ["CARELOG_CONNECTION": path])
            try await waitForEvents(4_000, in: carelog)
            try await carelog.kill9PostgresOnly()
            try await blocking { importing.waitUntilExit() }
            #expect(importing.status == 0, "\(importing.errors.text.suffix(2_000))")

            try await expectCounts(expected, in: carelog)
            try await expectWholeLog(in: carelog)
            let verify = try await carelog.command(["projections", "verify", "--data", carelog.directory])
            #expect(verify.status == 0, "\(verify.output) \(verify.errors)")
            #expect(verify.output.contains("identical: "))
            #expect(try await carelog.stop() == 0)
        }
    }

    @Test("a subscriber cut off twenty times during the import has every event exactly once")
    func subscriberMissesNothing() async throws {
        try await RunningCarelog.with { carelog in
            let importing = try CarelogProcess(
                ["import", "twcs", RealData.thousands],
                environment: ["CARELOG_CONNECTION": carelog.directory + "/connection.json"])
            let endpoint = try carelog.endpoint(as: "auditor")
            var positions: [Int64] = []
            var upTo: Int64 = -1
            var cuts = 0
            var total: Int64 = .max
            while upTo + 1 < total {
                let client = try await CarelogClient.connect(to: endpoint)
                // Twenty connections live for one batch each: that is less than the log, so there is always a next one.
                let subscription = try await client.subscribe(after: upTo, window: 200)
                let until = cuts < 20 ? upTo + 1 : Int64.max
                while upTo < until && upTo + 1 < total {
                    let batch = try await subscription.next()
                    #expect(batch.covers.after == upTo, "a range begins where the one before ended")
                    positions += batch.events.map(\.position)
                    upTo = batch.covers.upTo
                    if cuts >= 20 && total == .max {
                        try await blocking { importing.waitUntilExit() }
                        #expect(importing.status == 0)
                        total = try await head(of: carelog)
                    }
                }
                cuts += 1
                await client.close()
            }
            #expect(cuts > 20)
            #expect(positions == Array(0..<total))
        }
    }

    @Test("the inbox as of the middle is what inbox.list answered then")
    func pastInboxIsExact() async throws {
        try await RunningCarelog.with { carelog in
            let importing = try CarelogProcess(
                ["import", "twcs", RealData.thousands],
                environment: ["CARELOG_CONNECTION": carelog.directory + "/connection.json"])
            try await waitForEvents(2_500, in: carelog)
            let agent = try await carelog.client(as: "agent")
            var then: [InboxPage] = []
            for view in [InboxView.open, .unassigned, .all] {
                for sort in InboxSort.allCases {
                    then.append(try await agent.call(InboxList(view: view, sort: sort, limit: 200)))
                }
            }
            try await blocking { importing.waitUntilExit() }
            let auditor = try await carelog.client(as: "auditor")
            var number = 0
            for view in [InboxView.open, .unassigned, .all] {
                for sort in InboxSort.allCases {
                    let page = then[number]
                    let past = try await auditor.call(
                        AuditInbox(asOf: page.asOf, view: view, sort: sort, limit: 200), timeout: .seconds(60))
                    #expect(past == page, "\(view) by \(sort) as of \(page.asOf)")
                    #expect(!page.tickets.isEmpty)
                    number += 1
                }
            }
        }
    }

    private func head(of carelog: RunningCarelog) async throws -> Int64 {
        let client = try await carelog.client(as: "auditor")
        defer { Task { await client.close() } }
        return client.session.head
    }

    /// Follows the log until it has so many events.
    private func waitForEvents(_ count: Int, in carelog: RunningCarelog) async throws {
        let client = ReconnectingClient(to: try carelog.endpoint(as: "auditor"))
        for try await batch in ResumingSubscription(client, after: -1) where batch.covers.upTo >= Int64(count) { break }
        await client.close()
    }

    private func expectCounts(_ expected: [String: Int64], in carelog: RunningCarelog) async throws {
        let client = ReconnectingClient(to: try carelog.endpoint(as: "auditor"))
        let head = try await client.connection().session.head
        let stats = try await client.call(WorkspaceStats(atLeast: head - 1))
        await client.close()
        #expect(stats.customers == expected["customers"])
        #expect(stats.tickets == expected["tickets"])
        #expect(stats.messages == expected["messages"])
        #expect(stats.replies == expected["replies"])
        #expect(stats.posts == expected["posts"])
    }

    /// Reads the whole log: positions are dense, and every entry is canonical and has a version of its own.
    private func expectWholeLog(in carelog: RunningCarelog) async throws {
        let client = try await carelog.client(as: "auditor")
        var next: Int64 = 0
        var versions: [String: Int64] = [:]
        while next < client.session.head {
            let page = try await client.call(LogRead(after: next - 1, limit: 1_000))
            for event in page.events {
                #expect(event.position == next)
                next += 1
                let document = try event.entry.document()
                #expect(document.isCanonical)
                let stream = try #require(try document.root["stream"]?.string())
                let version = try #require(try document.root["version"]?.int64())
                #expect(version == versions[stream, default: 0] + 1, "\(stream)")
                versions[stream] = version
            }
        }
        await client.close()
    }
}
