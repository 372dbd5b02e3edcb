internal import Client
internal import Desk
internal import Identity
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Replies over TCP", .timeLimit(.minutes(5)))
struct ReplyTests {
    /// Why a call is refused; nil if it is not.
    private func refusal<Request: WireRequest>(_ request: Request, by client: CarelogClient) async throws -> RPCError? {
        do throws(ClientError) {
            _ = try await client.call(request)
            return nil
        } catch {
            guard case .rpc(let refusal) = error else { throw error }
            return refusal
        }
    }

    @Test("a trainee's reply waits, is listed, and goes out in a colleague's words")
    func drafts() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let trainee = try await team.connect(.trainee)
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        _ = try await trainee.call(TicketClaim(commandID: CommandIDs.random(), ticket: ticket))
        let reply = try await trainee.call(TicketReply(commandID: CommandIDs.random(), ticket: ticket, text: "Soon"))
        #expect(reply.state == .draft)
        let own = try await agent.call(ReplyDraft(commandID: CommandIDs.random(), ticket: ticket, text: "Hm"))
        let page = try await trainee.call(DraftList(atLeast: own.position))
        #expect(page.drafts.map(\.draft) == [reply.reply, own.draft] && page.drafts.map(\.text) == ["Soon", "Hm"])
        #expect(page.drafts.first?.by.id == team.agents[.trainee]?.description && page.next == nil)

        let mine = ReplyApprove(commandID: CommandIDs.random(), reply: own.draft)
        let refused = try await refusal(mine, by: agent)
        #expect(refused?.kind == .ownDraft && refused?.code == 1_117 && refused?.committed == .no)
        let trainees = ReplyApprove(commandID: CommandIDs.random(), reply: own.draft)
        #expect(try await refusal(trainees, by: trainee)?.kind == .forbidden)
        let approved = try await agent.call(
            ReplyApprove(commandID: CommandIDs.random(), reply: reply.reply, text: "On Tuesday"))
        #expect(approved.reply == reply.reply)
        let rejected = try await agent.call(
            ReplyReject(commandID: CommandIDs.random(), draft: own.draft, reason: "not needed"))
        #expect(rejected.version == approved.version + 1)
        let late = try await refusal(
            ReplyApprove(commandID: CommandIDs.random(), reply: own.draft), by: try await team.connect(.supervisor))
        #expect(late?.kind == .invalidState && late?["state"] == "rejected")

        let items = try await agent.call(TicketGet(ticket: ticket)).items
        let words = items.filter { $0.reply == reply.reply }
        #expect(words.map(\.type) == ["reply.drafted", "reply.approved"] && words.map(\.state) == ["draft", "sent"])
        #expect(words.map(\.text) == ["Soon", "On Tuesday"])
        #expect(items.last?.state == "rejected" && items.last?.reason == "not needed")
        #expect(try await agent.call(DraftList()).drafts.isEmpty)
        for client in [connector, agent, trainee] { await client.close() }
    }

    @Test("a draft that a colleague has overtaken goes out when somebody has seen what they said")
    func staleDraft() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let (bot, supervisor) = (try await team.connect(.bot), try await team.connect(.supervisor))
        let first = try await connector.call(MessageReceive.made(1))
        let draft = try await bot.call(
            TicketReply(commandID: CommandIDs.random(), ticket: first.ticket, text: "Soon", seen: first.position)
        ).reply
        let said = try await supervisor.call(
            TicketReply(commandID: CommandIDs.random(), ticket: first.ticket, text: "It is there"))
        for seen in [nil, first.position] {
            let approval = ReplyApprove(commandID: CommandIDs.random(), reply: draft, seen: seen)
            let stale = try await refusal(approval, by: agent)
            #expect(stale?.kind == .staleReply && stale?.missed.map(\.text) == ["It is there"])
        }
        let approved = try await agent.call(
            ReplyApprove(commandID: CommandIDs.random(), reply: draft, seen: said.position))
        #expect(approved.reply == draft && approved.position == said.position + 1)
        for client in [connector, agent, bot, supervisor] { await client.close() }
    }

    @Test("a connector takes a reply, tells what becomes of it, and a person has it sent once more")
    func delivery() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        let reply = try await agent.call(
            TicketReply(commandID: CommandIDs.random(), ticket: ticket, text: "Here")
        ).reply
        func attempt(_ number: Int) -> ReplyAttempt {
            ReplyAttempt(commandID: CommandIDs.random(), reply: reply, attempt: number)
        }
        _ = try await connector.call(attempt(1))
        let taken = try await refusal(attempt(1), by: connector)
        #expect(taken?.kind == .alreadyTaken && taken?.taker?.id == team.agents[.connector]?.description)
        #expect(try await refusal(attempt(2), by: connector)?["path"] == "params.attempt")
        _ = try await connector.call(ReplyCarried(commandID: CommandIDs.random(), reply: reply, externalID: "e1"))
        _ = try await connector.call(
            ReplyFailed(commandID: CommandIDs.random(), reply: reply, attempt: 1, reason: "bounced"))
        let retry = try await agent.call(ReplyRetry(commandID: CommandIDs.random(), reply: reply))
        #expect(retry.attempt == 2)
        _ = try await connector.call(attempt(2))
        _ = try await connector.call(
            ReplyUnknown(commandID: CommandIDs.random(), reply: reply, attempt: 2, reason: "died"))
        _ = try await connector.call(ReplyDelivered(commandID: CommandIDs.random(), reply: reply, attempt: 1))
        _ = try await connector.call(ReplyRead(commandID: CommandIDs.random(), reply: reply))
        let head = try await team.head()
        let items = try await agent.call(TicketGet(ticket: ticket, atLeast: head - 1)).items.filter {
            $0.reply == reply
        }
        #expect(
            items.map(\.delivery) == [
                "requested", "attempted", "sent", "failed", "requested", "attempted", "unknown", "delivered", "read",
            ])
        #expect(items.map(\.attempt) == [1, 1, 1, 1, 2, 2, 2, 1, 2])
        #expect(
            items.map(\.state) == [
                "sent", "sent", "sent", "failed", "sent", "sent", "sent", "delivered", "delivered",
            ])
        for client in [connector, agent] { await client.close() }
    }

    /// A channel in memory: what it was sent, by key.
    private actor Sent {
        private(set) var items: [WireOutboxItem] = []

        /// Answers how many there are now.
        func take(_ item: WireOutboxItem) -> Int {
            items.append(item)
            return items.count
        }
    }

    @Test(
        "a connector carries what it finds and what comes, each attempt once, and what is in doubt as its channel allows",
        arguments: [true, false])
    func outbox(isIdempotent: Bool) async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        var replies: [String] = []
        for number in 0..<4 {
            let ticket = try await connector.call(MessageReceive.made(number)).ticket
            replies.append(
                try await agent.call(
                    TicketReply(commandID: CommandIDs.random(), ticket: ticket, text: "r\(number)")
                ).reply)
        }
        // Taken, and then its connector died.
        let taken = try await connector.call(
            ReplyAttempt(commandID: CommandIDs.random(), reply: replies[1], attempt: 1))
        _ = try await agent.call(OutboxList(atLeast: taken.position))
        let (sent, client) = (Sent(), ReconnectingClient(to: team.endpoint(.connector)))
        let (counts, tell) = AsyncStream.makeStream(of: Int.self)
        let work = Task {
            try await Outbox(client, isIdempotent: isIdempotent).run { item in
                tell.yield(await sent.take(item))
                return item.text == "r2" && item.attempt == 1
                    ? .failed(reason: "no") : .delivered(externalID: Outbox.key(of: item))
            }
        }
        let found = isIdempotent ? 4 : 3
        for await count in counts where count == found { break }
        let later = try await connector.call(MessageReceive.made(9)).ticket
        replies.append(
            try await agent.call(TicketReply(commandID: CommandIDs.random(), ticket: later, text: "r4")).reply)
        for await count in counts where count == found + 1 { break }
        // Whatever was told before it is in the log: the work is done in turn.
        _ = try await agent.call(ReplyRetry(commandID: CommandIDs.random(), reply: replies[2]))
        for await count in counts where count == found + 2 { break }
        work.cancel()
        _ = await work.result
        let keys = await sent.items.map { Outbox.key(of: $0) }
        let expected = (isIdempotent ? [replies[1]] : []) + [replies[0], replies[2], replies[3], replies[4]]
        #expect(keys == expected.map { $0 + "/1" } + [replies[2] + "/2"])
        #expect(await sent.items.allSatisfy { $0.to.handle?.hasPrefix("@customer") == true && $0.inReplyTo != nil })
        if !isIdempotent {
            let left = try await agent.call(OutboxList(delivery: .unknown))
            #expect(left.items.map(\.reply) == [replies[1]])
        }
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("a channel may say more than the protocol takes: its words are cut, and the work goes on")
    func longWords() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        var replies: [String] = []
        for number in 0..<2 {
            let ticket = try await connector.call(MessageReceive.made(number)).ticket
            let reply = TicketReply(commandID: CommandIDs.random(), ticket: ticket, text: "r\(number)")
            replies.append(try await agent.call(reply).reply)
        }
        let long = String(repeating: "\u{e9}", count: 1_000)
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let work = Task {
            try await Outbox(client, isIdempotent: true).run { item in
                item.text == "r0" ? .failed(reason: long) : .sent(externalID: long)
            }
        }
        var types: [String] = []
        for try await batch in try await agent.subscribe(
            after: after, filter: LogFilter(types: ["reply.failed", "reply.carried"]))
        {
            for event in batch.events {
                types.append(try event.entry.document().root["type"]?.string() ?? "")
                let personal = try event.personal?.document().root
                #expect(try personal?["reason"]?.string() == (types.count == 1 ? String(long.prefix(512)) : nil))
            }
            if types.count == 2 { break }
        }
        #expect(types == ["reply.failed", "reply.carried"])
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("agents list the outbox and may not follow it")
    func access() async throws {
        let team = try await Team.create()
        let agent = try await team.connect(.agent)
        #expect(try await agent.call(OutboxList()).items.isEmpty)
        let follow = LogSubscribe(after: -1, filter: LogFilter(outbox: true), credit: 1)
        #expect(try await refusal(follow, by: agent)?.kind == .forbidden)
        await agent.close()
    }

    @Test("a list of drafts keeps to a frame, however long they are, and loses none")
    func longDrafts() async throws {
        let team = try await Team.create()
        let (connector, bot, agent) = (
            try await team.connect(.connector), try await team.connect(.bot), try await team.connect(.agent)
        )
        let text = String(repeating: "x", count: 60_000)
        for number in 0..<2 {
            let ticket = try await connector.call(MessageReceive.made(number)).ticket
            for _ in 0..<8 {
                _ = try await bot.call(TicketReply(commandID: CommandIDs.random(), ticket: ticket, text: text))
            }
        }
        var drafts: Set<String> = []
        var (cursor, pages): (String?, Int) = (nil, 0)
        let head = try await team.head()
        repeat {
            let page = try await agent.call(DraftList(limit: 200, cursor: cursor, atLeast: head - 1))
            drafts.formUnion(page.drafts.map(\.draft))
            cursor = page.next
            pages += 1
        } while cursor != nil
        #expect(drafts.count == 16 && pages > 1)
        for client in [connector, bot, agent] { await client.close() }
    }

    @Test("what was prepared is answered with, run as one command, and frozen by a crisis")
    func prepared() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let supervisor = try await team.connect(.supervisor)
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        func set(_ document: some WireDocument) async throws {
            _ = try await supervisor.call(DocumentCommand(commandID: CommandIDs.random(), document))
        }
        try await set(
            WireTemplate(
                template: "sorry", title: "Sorry", texts: [WireTemplateText(language: "en", text: "{{days}} days.")]))
        try await set(WireArticle(article: "returns", title: "Returns", url: "https://acme.example/returns"))
        try await set(
            WireMacro(macro: "close", title: "Close", template: "sorry", actions: [WireMacroAction(resolve: true)]))
        let days = [WireFieldValue(field: "days", value: "5")]
        let hole = TicketReply(
            commandID: CommandIDs.random(), ticket: ticket, WireAnswer(template: "sorry", articles: ["returns"]))
        let missing = try await refusal(hole, by: agent)
        #expect(missing?.kind == .missingField && missing?["fields"] == ["days"])
        _ = try await agent.call(
            TicketReply(
                commandID: CommandIDs.random(), ticket: ticket,
                WireAnswer(template: "sorry", values: days, articles: ["returns"])))
        let done = try await agent.call(
            TicketRun(commandID: CommandIDs.random(), ticket: ticket, macro: "close", values: days))
        #expect(done.state == .sent && done.reply != nil)
        let shown = try await agent.call(TicketGet(ticket: ticket))
        let replies = shown.items.filter { $0.type == "reply.sent" }
        #expect(shown.ticket.state == .resolved && shown.ticket.version == done.version)
        #expect(replies.map(\.text) == ["5 days.\nhttps://acme.example/returns", "5 days."])
        #expect(
            replies.map(\.material) == [
                WireMaterial(template: "sorry", language: "en", version: 1, articles: ["returns"]),
                WireMaterial(template: "sorry", language: "en", version: 1, macro: "close"),
            ])
        let stats = try await agent.call(WorkspaceStats(atLeast: done.position))
        #expect(stats.replies == 2 && stats.canned == 2)
        #expect(done.ticket == nil)
        // Of merged tickets the answer says whose version it has.
        let last = try await connector.call(MessageReceive.made(2, from: "@last")).ticket
        _ = try await agent.call(TicketMerge(commandID: CommandIDs.random(), from: last, into: ticket))
        let whole = try await agent.call(
            TicketRun(commandID: CommandIDs.random(), ticket: ticket, macro: "close", values: days))
        #expect(whole.ticket == last)
        #expect(try await agent.call(TicketGet(ticket: last)).ticket.version == whole.version)

        let declared = try await supervisor.call(
            CrisisDeclare(commandID: CommandIDs.random(), freezes: [.templates], notify: [], reason: "Down"))
        let frozen = try await refusal(
            TicketReply(commandID: CommandIDs.random(), ticket: ticket, WireAnswer(template: "sorry", values: days)),
            by: agent)
        #expect(frozen?.kind == .frozen && frozen?.code == 1_116 && frozen?["crisis"] == .string(declared.crisis))
        let own = CrisisDeclare(commandID: CommandIDs.random(), reason: "Down")
        #expect(try await refusal(own, by: agent)?.kind == .forbidden)
        _ = try await supervisor.call(
            DocumentCommand(commandID: CommandIDs.random(), WireCrisisName(crisis: declared.crisis)))
        let crisis = try await agent.call(CrisisGet(crisis: declared.crisis)).crisis
        #expect(crisis.freezes == ["templates"] && crisis.declared.position == declared.position)
        #expect(crisis.lifted?.by.id == team.agents[.supervisor]?.description)
        #expect(try await agent.call(CrisisList()).crises == [crisis])
        for client in [connector, agent, supervisor] { await client.close() }
    }
}
