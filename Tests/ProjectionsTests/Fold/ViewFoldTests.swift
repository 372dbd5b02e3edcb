internal import Identity
internal import Projections
internal import Testing
internal import Ticketing

@Suite("What a log folds to")
struct ViewFoldTests {
    private let token = TokenID(.numbered(0x70))
    private let digest = Array(repeating: UInt8(0xab), count: 32)

    @Test("a customer is known from their registration on, and counted")
    func customers() {
        let fold = folded(log([.registered, .opened, .written(at: second(40)), .sent, .written(at: second(30))]))
        #expect(
            fold.customers[customer]
                == CustomerRow(
                    id: customer, network: "x", registeredAt: LogPosition(0), tickets: 1, messages: 2,
                    lastAt: second(40)))
    }

    @Test("a customer who has not written yet was last heard of when they were registered")
    func silentCustomer() { #expect(folded(log([.registered])).customers[customer]?.lastAt == second(0)) }

    @Test("an imported message moves a new customer back to when it was written")
    func importedCustomer() {
        let fold = folded(log([.registered, .opened, .written(at: second(-9_000))]))
        #expect(fold.customers[customer]?.lastAt == second(-9_000))
    }

    @Test("every event of a customer and of their tickets is in their timeline, in order, and nothing else")
    func timeline() {
        let post = Happened(
            .postRecorded(PostRecorded(post: PostID(.numbered(1)), author: bob.id, occurredAt: nil)), by: hook,
            on: .channel(channel))
        let agent = Happened(
            .agentRegistered(AgentRegistered(kind: .human, roles: [.agent], network: nil)), on: .agent(bob.id))
        let followed = Happened(
            .intake(
                .signalReceived(
                    SignalReceived(
                        signal: .unfollowed, tone: .bad, customer: customer, object: nil, occurredAt: nil))),
            by: hook, on: .customer(customer))
        let fold = folded(log([agent, .registered, post, .opened, .written, .noted, .delivered, .resolved, followed]))
        #expect(
            fold.newTimeline
                == [1, 3, 4, 5, 6, 7, 8].map { TimelineRow(customer: customer, position: LogPosition($0)) })
    }

    @Test("everything is counted once, drafts when they go out, posts as posts")
    func tally() {
        let post = Happened(
            .postRecorded(PostRecorded(post: PostID(.numbered(1)), author: bob.id, occurredAt: nil)), by: hook,
            on: .channel(channel))
        let fold = folded(
            log([
                .registered, .opened, .written, .written, .drafted, .approved, .sent, .recorded(at: nil), .delivered,
                .failed, .noted, post, .resolved, .reopened,
            ]))
        #expect(fold.tally == Tally(customers: 1, tickets: 1, messages: 2, replies: 3, posts: 1))
    }

    @Test("what is kept apart as spam counts as that alone, until it is put back")
    func spam() {
        let history: [Happened] = [.registered, .opened, .written, .sent]
        let before = folded(log(history)).tally
        #expect(folded(log(history + [.marked])).tally == Tally(customers: 1, spam: 1))
        #expect(folded(log(history + [.marked, .marked])).tally == Tally(customers: 1, spam: 1))
        #expect(folded(log(history + [.marked, .written, .sent])).tally == Tally(customers: 1, spam: 1))
        #expect(folded(log(history + [.marked, .unmarked])).tally == before)
        #expect(folded(log(history + [.unmarked])).tally == before)
        #expect(
            folded(log(history + [.marked, .written, .unmarked, .sent])).tally
                == Tally(customers: 1, tickets: 1, messages: 2, replies: 2))
    }

    @Test("an answer is canned if it is a template's words and nobody's own, as long as it counts at all")
    func canned() {
        func material(isEdited: Bool) -> ReplyMaterial? {
            ReplyMaterial(
                words: .init(
                    template: Skill("a")!, language: Language("de")!, version: StreamVersion(1), isEdited: isEdited))
        }
        func sent(_ material: ReplyMaterial?) -> Happened {
            Happened(.replySent(ReplySent(reply: reply(1), seen: nil, material: material)))
        }
        func approved(_ material: ReplyMaterial?) -> Happened {
            Happened(.replyApproved(ReplyApproved(reply: reply(2), material: material)))
        }
        let drafted = Happened(
            .replyDrafted(ReplyDrafted(reply: reply(2), seen: nil, material: material(isEdited: false))))
        let history: [Happened] = [.registered, .opened, .written]
        func counted(_ more: Happened...) -> [Int] {
            let tally = folded(log(history + more)).tally
            return [tally.replies, tally.canned]
        }
        #expect(counted(.sent, sent(material(isEdited: false)), sent(material(isEdited: true))) == [3, 1])
        #expect(counted(sent(ReplyMaterial(articles: [Skill("b")!]))) == [1, 0])
        #expect(counted(drafted) == [0, 0] && counted(drafted, approved(material(isEdited: false))) == [1, 1])
        #expect(counted(drafted, approved(material(isEdited: true))) == [1, 0])
        #expect(counted(sent(material(isEdited: false)), .marked) == [0, 0])
        #expect(counted(sent(material(isEdited: false)), .marked, .unmarked) == [1, 1])
    }

    @Test("agents and their tokens are known, and what is revoked stays revoked")
    func agents() {
        let agent = AgentRegistered(kind: .bot, roles: [.agent, .bot], network: "x")
        let stream = StreamID.agent(robo.id)
        let issued = Happened(.tokenIssued(TokenIssued(token: token, sha256: digest)), by: .operator, on: stream)
        let revoked = Happened(.tokenRevoked(TokenRevoked(token: token)), by: .operator, on: stream)
        let fold = folded(log([Happened(.agentRegistered(agent), by: .operator, on: stream), issued]))
        #expect(
            Array(fold.agents.values) == [
                AgentRow(
                    state: AgentState(
                        id: robo.id, kind: .bot, roles: [.agent, .bot], version: StreamVersion(2),
                        position: LogPosition(1)), network: "x", registeredAt: LogPosition(0))
            ])
        #expect(fold.tokens[token] == TokenRow(sha256: digest, token: token, agent: robo.id, isRevoked: false))
        let later = folded(log([Happened(.agentRegistered(agent), by: .operator, on: stream), issued, revoked]))
        #expect(later.tokens[token]?.isRevoked == true)
        #expect(later.touchedTokens == [token])
    }

    @Test("what it touched is what it changed, what was only loaded is not")
    func touched() throws {
        let known = folded(log([.registered, .opened, .written]))
        let other = TicketRow(
            id: TicketID(.numbered(0x99)), customer: customer, channel: channel, status: .open, assignee: nil,
            team: nil,
            tags: [], openedAt: noon, lastAt: noon, waitingSince: nil, snoozedUntil: nil, messages: 0, replies: 0,
            notes: 0, spokenAt: nil, version: StreamVersion(1), position: LogPosition(0))
        var fold = ViewFold(after: LogPosition(2))
        fold.load(
            tickets: Array(known.tickets.values) + [other], customers: Array(known.customers.values), tokens: [],
            tally: known.tally)
        #expect(fold.touchedTickets.isEmpty && fold.touchedCustomers.isEmpty)
        fold.apply(try #require(log([.registered, .opened, .written, .noted]).last))
        #expect(fold.touchedTickets == [ticket] && fold.touchedCustomers.isEmpty && fold.touchedTokens.isEmpty)
        #expect(fold.position == LogPosition(3))
    }

    @Test("a batch needs the rows that it changes and does not itself create")
    func needs() {
        let events = log([.registered, .opened, .written, .sent])
        #expect(ViewFold.Needs(of: events) == needed())
        #expect(ViewFold.Needs(of: events[1...]) == needed(customers: [customer]))
        #expect(ViewFold.Needs(of: events[2...]) == needed(tickets: [ticket], customers: [customer]))
        #expect(ViewFold.Needs(of: events[3...]) == needed(tickets: [ticket]))
        #expect(ViewFold.Needs(of: events[..<1]) == needed())
        // What is at hand need not be loaded.
        #expect(ViewFold.Needs(of: events[2...], beside: folded(Array(events[..<2]))) == needed())
        let other = TicketID(.numbered(0x72))
        let merge = log([Happened(.merge(.merged(into: other)), on: .ticket(ticket))])
        #expect(ViewFold.Needs(of: merge).tickets == [ticket, other])
        let revoked = Happened(.tokenRevoked(TokenRevoked(token: token)), on: .agent(bob.id))
        #expect(ViewFold.Needs(of: log([revoked])) == needed(tokens: [token], agents: [bob.id]))
        let routed = Happened(.assignment(.routed(TicketRouted(agent: bob.id, decision: decision))), by: .rule)
        #expect(ViewFold.Needs(of: log([routed])) == needed(tickets: [ticket], agents: [bob.id]))
    }

    private func needed(
        tickets: Set<TicketID> = [], customers: Set<CustomerID> = [], tokens: Set<TokenID> = [],
        agents: Set<AgentID> = []
    ) -> ViewFold.Needs {
        var needs = ViewFold.Needs(of: [])
        needs.tickets = tickets
        needs.customers = customers
        needs.tokens = tokens
        needs.agents = agents
        return needs
    }
}
