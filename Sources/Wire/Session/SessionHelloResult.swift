package import JSON

/// What the client learns about itself, the history and the server.
package struct SessionHelloResult: WireValue {
    /// The version spoken from now on.
    package var protocolVersion: Int
    /// Whose log this session works on.
    package var workspace: String
    /// Who the token belongs to.
    package var agent: Identity
    /// Names this history; positions of another epoch mean nothing here.
    package var epoch: String
    /// How many events there are: the next position.
    package var head: Int64
    /// What the server grants this session.
    package var limits: SessionLimits
    /// Either side sends something at least this often.
    package var heartbeatSeconds: Int
    /// The program that answers.
    package var server: WireProduct

    /// Who a session acts as.
    package struct Identity: WireValue {
        /// Of the agent.
        package var id: String
        /// `human`, `bot` or `connector`.
        package var kind: WireActorKind
        /// What to call them.
        package var name: String?
        /// What they may do; a client ignores roles it does not know.
        package var roles: [WireRole]
        /// The teams they belong to.
        package var teams: [String]

        package init(
            id: String, kind: WireActorKind, name: String? = nil, roles: [WireRole], teams: [String] = []
        ) {
            self.id = id
            self.kind = kind
            self.name = name
            self.roles = roles
            self.teams = teams
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            id = try object.id("id")
            kind = try object.choice("kind")
            name = try object.optionalString("name")
            roles = try object.strings("roles").compactMap { WireRole(rawValue: $0) }
            teams = try object.optionalStrings("teams") ?? []
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("id", id)
            writer.member("kind", kind.rawValue)
            writer.member(ifPresent: "name", name)
            writer.member("roles", roles.map(\.rawValue))
            if !teams.isEmpty { writer.member("teams", teams) }
            writer.endObject()
        }
    }

    package init(
        protocolVersion: Int = 1, workspace: String, agent: Identity, epoch: String, head: Int64,
        limits: SessionLimits = SessionLimits(),
        heartbeatSeconds: Int = Int(Limits.heartbeatInterval.components.seconds),
        server: WireProduct
    ) {
        self.protocolVersion = protocolVersion
        self.workspace = workspace
        self.agent = agent
        self.epoch = epoch
        self.head = head
        self.limits = limits
        self.heartbeatSeconds = heartbeatSeconds
        self.server = server
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        protocolVersion = try object.int("protocol")
        workspace = try object.string("workspace")
        agent = try object.decode("agent")
        epoch = try object.string("epoch")
        head = try object.count("head")
        limits = try object.decode("limits")
        heartbeatSeconds = try object.int("heartbeatSeconds", in: 1...3_600)
        server = try object.decode("server")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("protocol", protocolVersion)
        writer.member("workspace", workspace)
        writer.member("agent", agent)
        writer.member("epoch", epoch)
        writer.member("head", head)
        writer.member("limits", limits)
        writer.member("heartbeatSeconds", heartbeatSeconds)
        writer.member("server", server)
        writer.endObject()
    }
}

/// What a server grants one session; a client keeps to it or is refused.
package struct SessionLimits: WireValue {
    /// The longest frame either side sends from now on.
    package var frameBytes: Int
    /// Requests waiting for their answer.
    package var inFlight: Int
    /// Subscriptions at once.
    package var subscriptions: Int
    /// Credit outstanding of one subscription.
    package var creditEvents: Int

    package init(
        frameBytes: Int = Limits.frameBytesDefault, inFlight: Int = Limits.inFlightMax,
        subscriptions: Int = Limits.subscriptionsMax, creditEvents: Int = Limits.creditEvents.upperBound
    ) {
        self.frameBytes = frameBytes
        self.inFlight = inFlight
        self.subscriptions = subscriptions
        self.creditEvents = creditEvents
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        frameBytes = try object.int("frameBytes", in: 1...Limits.frameBytesMax)
        inFlight = try object.int("inFlight", in: 1...65_536)
        subscriptions = try object.optionalInt("subscriptions", in: 0...65_536) ?? Limits.subscriptionsMax
        creditEvents = try object.optionalInt("creditEvents", in: 1...65_536) ?? Limits.creditEvents.upperBound
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("frameBytes", frameBytes)
        writer.member("inFlight", inFlight)
        writer.member("subscriptions", subscriptions)
        writer.member("creditEvents", creditEvents)
        writer.endObject()
    }
}
