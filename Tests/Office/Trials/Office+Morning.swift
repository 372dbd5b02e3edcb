internal import Identity
internal import Support
internal import Ticketing

extension Office {
    /// Everybody is registered, teams and channels are set, some are online; then each sequence goes its own way.
    static func morning() throws(Breach) -> Office {
        var office = Office()
        let changes = Changes(
            [NewEvent(.workspaceCreated(WorkspaceCreated(name: "acme")), on: .workspace(Cast.workspace))]
                + Cast.all.map { colleague in
                    let registered = AgentRegistered(
                        kind: colleague.actor.kind, roles: colleague.roles.sorted(), network: nil)
                    return NewEvent(.agentRegistered(registered), on: .agent(colleague.id))
                })
        try office.begin(changes)
        for team in Cast.teams {
            try office.have(
                .setting(
                    .setTeam(TeamSettings(team: team, name: team.name, rule: [.knows, .leastLoaded, .roundRobin]))))
        }
        let presence = PresencePolicy(graceSeconds: 60, whenGone: .requeue)
        try office.have(.setting(.setPolicy(PolicySettings(presence: presence))))
        try office.have(.setting(.setChannel(ChannelSettings(channel: Cast.channels[0], team: Cast.teams[0]))))
        for (index, colleague) in Cast.staff.enumerated() where index != 2 {
            let profile = AgentProfile(
                teams: [Cast.teams[0]], skills: Cast.skills, languages: Cast.languages, capacity: Capacity(all: 2))
            try office.have(.agent(colleague.id, .setProfile(profile)))
            try office.have(.agent(colleague.id, .setAvailability(AgentAvailability(.online))))
            try office.have(.agent(colleague.id, .connect))
        }
        for (name, document) in Cast.materials { try office.have(.prepare(document, as: name)) }
        try office.open()
        office.project(.max)
        return office
    }

    /// There is some work left of yesterday: what was written, is held, was answered and waits for somebody to look at.
    private mutating func open() throws(Breach) {
        for handle in Cast.handles {
            let letter = Wish.Letter(
                channel: Cast.channels[0], handle: handle, externalId: handle, answers: nil, language: nil,
                customer: CustomerID(newID()), ticket: TicketID(newID()), message: MessageID(newID()))
            try want(.write(letter), by: Cast.hook, as: Cast.hook.actor, at: 0, slowly: false)
        }
        let tickets = books.tickets.keys.sorted()
        let reply = ReplyID(newID())
        for (ticket, colleague, command) in [
            (tickets[0], Cast.ada, .claim), (tickets[1], Cast.ben, .reply(reply, text: "Yes.", seen: nil)),
            (tickets[1], Cast.hook, .receipt(reply, .failed, attempt: 1, externalId: nil, reason: nil)),
            (tickets[2], Cast.tim, .reply(ReplyID(newID()), text: "No?", seen: nil)),
        ] as [(TicketID, Colleague, TicketCommand)] {
            try want(.ticket(ticket, command), by: colleague, as: colleague.actor, at: 0, slowly: false)
        }
        try known()
    }

    /// Somebody is known by two names, two are one, and there is something that many complain about.
    private mutating func known() throws(Breach) {
        let customers = books.customers.keys.sorted()
        let name = CustomerIdentity(network: Cast.channels[1].network, handle: Cast.handles[0])
        let problem = ProblemID(newID())
        for wish in [.customer(.link(customers[0], name)), .customer(.merge(customers[1], into: customers[2]))]
            as [Wish]
        {
            try want(wish, by: Cast.ada, as: Cast.ada.actor, at: 0, slowly: false)
        }
        try want(.problem(.open(problem)), by: Cast.sue, as: Cast.sue.actor, at: 0, slowly: false)
        for ticket in books.tickets.keys.sorted().prefix(2) {
            try want(.ticket(ticket, .link(problem)), by: Cast.sue, as: Cast.sue.actor, at: 0, slowly: false)
        }
    }

    private mutating func have(_ wish: Wish) throws(Breach) {
        try want(wish, by: Cast.boss, as: Cast.boss.actor, at: 0, slowly: false)
    }
}
