internal import Client
internal import Foundation
internal import Glibc
internal import JSON
internal import Support
internal import Testing
internal import Wire

/// The program as somebody at a terminal meets it.
@Suite("the program", .timeLimit(.minutes(5)), .serialized)
struct ProgramTests {
    @Test("up --demo fills an empty workspace that inbox, show, timeline and audit can be used on")
    func demo() async throws {
        try await RunningCarelog.with(["--demo"]) { carelog in
            let inbox = try await carelog.command(["inbox", "--json"])
            #expect(inbox.status == 0, "\(inbox.errors)")
            let page = try JSONValue(parsing: inbox.output)
            let tickets = try #require(page["tickets"]?.arrayValue)
            #expect(tickets.count >= 10)
            let ticket = try #require(tickets.first?["id"]?.stringValue)
            let table = try await carelog.command(["inbox"])
            #expect(table.output.contains(String(ticket.suffix(8))))

            let claimed = try await carelog.command(["claim", ticket])
            #expect(claimed.status == 0, "\(claimed.errors)")
            let replied = try await carelog.command(["reply", String(ticket.suffix(8)), "We have found it."])
            #expect(replied.status == 0, "\(replied.errors)")
            let shown = try await carelog.command(["show", ticket])
            #expect(shown.output.contains("We have found it."))
            #expect(shown.output.contains("took the ticket"))
            let customer = try #require(tickets.first?["customer"]?["id"]?.stringValue)
            let timeline = try await carelog.command(["timeline", customer])
            #expect(timeline.output.contains("We have found it."))
            let log = try await carelog.command(["audit", "log", "--json"])
            #expect(log.status == 0, "\(log.errors)")
            #expect(log.output.split(separator: "\n").count > 100)
            let past = try await carelog.command(["audit", "inbox", "--as-of", "0", "--view", "all", "--json"])
            #expect(try JSONValue(parsing: past.output)["tickets"]?.arrayValue?.isEmpty == true)
            #expect(try await carelog.stop() == 0)
        }
    }

    @Test("a draft that a colleague has overtaken is approved by who has seen what they said")
    func drafts() async throws {
        try await RunningCarelog.with(["--demo"]) { carelog in
            func run(_ arguments: [String]) async throws -> JSONValue {
                let outcome = try await carelog.command(arguments + ["--json"])
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try JSONValue(parsing: outcome.output)
            }
            let page = try await run(["inbox", "--limit", "1"])
            let ticket = try #require(page["tickets"]?.arrayValue?.first?["id"]?.stringValue)
            let draft = try #require(try await run(["draft", ticket, "Soon.", "--as", "bot"])["draft"]?.stringValue)
            let said = try await run(["reply", ticket, "It is there.", "--as", "supervisor"])
            let position = try #require(said["position"]?.intValue)
            let refused = try await carelog.command(["approve", draft])
            #expect(refused.status == 1 && refused.errors.contains("It is there."), "\(refused.errors)")
            #expect(refused.errors.contains("--seen \(position)"))
            let approved = try await run(["approve", draft, "--seen", "\(position)"])
            #expect(approved["reply"]?.stringValue == draft)
        }
    }

    @Test("a reply in the hands of a connector that never comes back is given up, and sent again")
    func lost() async throws {
        try await RunningCarelog.with(["--demo"]) { carelog in
            let agent = try await carelog.client(as: "agent")
            let ticket = try #require(try await agent.call(InboxList(view: .open, limit: 1)).tickets.first?.id)
            let reply = try await agent.call(TicketReply(commandID: newID(), ticket: ticket, text: "Yes.")).reply
            await agent.close()
            let connector = try await carelog.client(as: "connector")
            _ = try await connector.call(ReplyAttempt(commandID: newID(), reply: reply, attempt: 1))
            await connector.close()
            let early = try await carelog.command(["retry", reply])
            #expect(early.status == 1, "its connector may still tell")
            let lost = try await carelog.command(["lost", reply, "--reason", "replaced"])
            #expect(lost.status == 0, "\(lost.errors)")
            let retried = try await carelog.command(["retry", reply])
            #expect(retried.status == 0, "\(retried.errors)")
        }
    }

    @Test("nobody is asked to go elsewhere over a colleague's head, and what the colleague said is shown")
    func switching() async throws {
        try await RunningCarelog.with(["--demo"]) { carelog in
            let agent = try await carelog.client(as: "agent")
            let ticket = try #require(try await agent.call(InboxList(view: .open, limit: 1)).tickets.first)
            await agent.close()
            let said = try await carelog.command(["reply", ticket.id, "It is there.", "--as", "supervisor", "--json"])
            let position = try #require(try JSONValue(parsing: said.output)["position"]?.intValue)
            let ask = ["switch", ticket.id, "phone", "--reason", "documents", "--text", "Please call us."]
            let refused = try await carelog.command(ask + ["--seen", "\(ticket.position)"])
            #expect(refused.status == 1 && refused.errors.contains("It is there."), "\(refused.errors)")
            #expect(refused.errors.contains("--seen \(position)"))
            let asked = try await carelog.command(ask)
            #expect(asked.status == 0, "\(asked.errors)")
            let recorded = try await carelog.command(["switch", ticket.id, "phone", "--reason", "documents"])
            #expect(recorded.status == 0 && recorded.output.contains("It is recorded"), "\(recorded.errors)")
        }
    }

    @Test("what customers change, take back and show is told by commands of a connector, once each")
    func telling() async throws {
        try await RunningCarelog.with { carelog in
            func tell(_ arguments: [String]) async throws -> String {
                let outcome = try await carelog.command(["connector"] + arguments)
                #expect(outcome.status == 0, "\(outcome.errors)")
                return outcome.output
            }
            let connector = try await carelog.client(as: "connector")
            let message = MessageReceive(
                commandID: newID(), channel: "x:@acme", externalID: "m1", author: WireAuthor(handle: "@ann"),
                text: "On Monday?")
            let ticket = try await connector.call(message).ticket
            await connector.close()
            func shown() async throws -> String { try await carelog.command(["show", ticket]).output }
            let edit = ["edit", "x:@acme", "m1", "On Tuesday?", "--revision", "2"]
            #expect(try await tell(edit).contains(String(ticket.suffix(8))))
            #expect(try await tell(edit).contains("before"))
            #expect(try await shown().contains("On Tuesday?"))
            let signal = ["signal", "x:@acme", "s1", "reaction", "--author", "@ann", "--on", "m1", "--tone", "good"]
            #expect(try await tell(signal).contains(String(ticket.suffix(8))))
            #expect(try await tell(signal).contains("before"))
            #expect(try await tell(["withdraw", "x:@acme", "m1"]).contains(String(ticket.suffix(8))))
            #expect(try await !shown().contains("On Tuesday?"))
            let nowhere = try await carelog.command(["connector", "withdraw", "x:@acme", "m2"])
            #expect(nowhere.status == 1)
            let upper = try await carelog.client(as: "agent").session.agent.id.uppercased()
            let feedback = try await carelog.command(["feedback", "--agent", upper])
            #expect(feedback.status == 0, "\(feedback.errors)")
        }
    }

    @Test("the connection file is for its owner alone, and its tokens survive a restart")
    func connectionFile() async throws {
        try await RunningCarelog.with { carelog in
            let path = carelog.directory + "/connection.json"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let tokens = try carelog.connection()["tokens"]
            let roles = ["agent", "connector", "auditor", "supervisor", "bot", "admin", "trainee"]
            #expect(tokens?.objectValue?.map(\.key) == roles)
            #expect(try await carelog.stop() == 0)
            try await carelog.restart()
            #expect(try carelog.connection()["tokens"] == tokens)
        }
    }

    @Test("holds nothing open that is its starter's")
    func descriptors() async throws {
        try await RunningCarelog.with { carelog in
            #expect(try await carelog.stop() == 0)
            var ends: [Int32] = [0, 0]
            #expect(pipe(&ends) == 0)
            let (reading, writing) = (ends[0], ends[1])
            defer { close(reading) }
            try await carelog.restart()
            close(writing)
            // Ends at once if nobody else can write to it; else the time is over.
            let ready = try await blocking {
                var wanted = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                return poll(&wanted, 1, 5_000)
            }
            #expect(ready == 1, "the other end of a pipe is still open in the program")
        }
    }

    @Test("told to stop while it starts, it stops the PostgreSQL that it has started")
    func stopWhileStarting() async throws {
        try await RunningCarelog.with { carelog in
            let stopped = try await carelog.stop()
            let stoppedEarly = try await carelog.stopWhileStarting()
            #expect([stopped, stoppedEarly] == [0, 0])
            #expect(!FileManager.default.fileExists(atPath: carelog.directory + "/postgres/data/postmaster.pid"))
        }
    }

    @Test("a second up on one directory is refused and names the first")
    func oneServerPerDirectory() async throws {
        try await RunningCarelog.with { carelog in
            let second = try await CarelogBinary.run(["up", "--data", carelog.directory, "--port", "0"])
            #expect(second.status != 0)
            #expect(second.errors.contains(carelog.directory), "\(second.errors)")
        }
    }

    @Test("a server does not begin on a database that was not migrated, and says what to do")
    func unmigrated() async throws {
        try await RunningCarelog.with { carelog in
            let file = try String(contentsOfFile: carelog.directory + "/postgres/data/postmaster.pid", encoding: .utf8)
            // **Source** PostgreSQL 15, section 73.1: port and socket directory are the fourth and the fifth line.
            let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
            let database = "host=\(lines[4]) port=\(lines[3]) user=carelog_super dbname=postgres"
            let outcome = try await CarelogBinary.run(
                ["serve", "--listen", "127.0.0.1:0", "--database", database, "--keys", carelog.directory + "/keys"])
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("0001"), "\(outcome.errors)")
            #expect(outcome.errors.contains("carelog migrate up"), "\(outcome.errors)")
        }
    }

    @Test(
        "mistakes get an answer that helps",
        arguments: [
            (["inbox", "--connection", "/nowhere/connection.json"], "/nowhere/connection.json"),
            (["inbox", "--view", "everything"], "everything"),
            (["claim", "not-a-ticket!"], "not-a-ticket!"),
            (["import", "twcs", "/nowhere.csv"], "/nowhere"),
            (["up", "--port", "99999"], "99999"),
            (["serve", "--listen", "nonsense"], "nonsense"),
            (["migrate", "status", "--database", "postgres://127.0.0.1:1/none"], "127.0.0.1"),
        ])
    func mistakes(arguments: [String], mention: String) async throws {
        let outcome = try await CarelogBinary.run(arguments)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(mention), "\(outcome.errors)")
        #expect(!outcome.errors.contains("Fatal error"))
    }

    @Test("every command explains itself")
    func help() async throws {
        let help = try await CarelogBinary.run(["--help"])
        #expect(help.status == 0)
        for command in ["up", "serve", "import", "inbox", "show", "claim", "audit", "migrate", "projections", "bench"] {
            #expect(help.output.contains(command))
            let own = try await CarelogBinary.run([command, "--help"])
            #expect(own.status == 0 && own.output.contains("USAGE"), "\(command)")
        }
    }
}
