import JSON
import Testing
import Wire

@Suite("The published catalogue")
struct CatalogueTests {
    @Test("methods.json lists exactly our methods, with kind, shape and roles")
    func methods() throws {
        let published = try #require(try Schema.json("methods.json").need("methods").arrayValue)
        #expect(published.compactMap { $0["name"]?.stringValue } == Method.allCases.map(\.rawValue))
        for entry in published {
            let method = try #require(Method(name: entry["name"]?.stringValue ?? ""))
            #expect(entry["kind"]?.stringValue == method.kind.rawValue, "\(method.rawValue)")
            #expect(entry["shape"]?.stringValue == method.shape.rawValue, "\(method.rawValue)")
            #expect(entry["roles"]?.strings == method.definition.roles.roles.map(\.rawValue), "\(method.rawValue)")
            #expect((entry["result"] != nil) == (method.shape == .request), "\(method.rawValue)")
            let required = entry["params"]?["required"]?.strings ?? []
            #expect(required.contains("commandId") == (method.kind == .command), "\(method.rawValue)")
        }
    }

    @Test("methods.json names only errors that exist")
    func methodErrors() throws {
        let document = try Schema.json("methods.json")
        let lists =
            (document["methods"]?.arrayValue ?? []).compactMap { $0["errors"]?.strings }
            + (document["commonErrors"]?.objectValue ?? []).map(\.value.strings)
        let named = Set(lists.joined())
        #expect(named.count >= 25)
        for name in named { #expect(ErrorKind(rawValue: name) != nil, "\(name)") }
        for kind in ErrorKind.allCases { #expect(named.contains(kind.rawValue), "nobody throws \(kind.rawValue)") }
    }

    /// Holds every sample against its published schema.
    private struct SchemaCheck: SampleVisitor {
        let validator: SchemaValidator
        let methods: [JSONValue]

        func check(_ value: some WireValue, _ part: String, of method: Method) throws {
            let entry = try #require(methods.first { $0["name"]?.stringValue == method.rawValue })
            let problems = validator.problems(try JSONValue(parsing: value.jsonBytes()), try entry.need(part))
            #expect(problems.isEmpty, "\(method.rawValue) \(part)")
        }

        func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) throws {
            try check(request, "params", of: Request.method)
            for result in results { try check(result, "result", of: Request.method) }
        }

        func notification<Notification: WireNotification>(_ notification: Notification) throws {
            try check(notification, "params", of: Notification.method)
        }
    }

    private func check() throws -> SchemaCheck {
        let document = try Schema.json("methods.json")
        return SchemaCheck(
            validator: SchemaValidator(definitions: try document.need("definitions")),
            methods: document["methods"]?.arrayValue ?? [])
    }

    @Test("what we write fits the published schemas")
    func samples() throws {
        try Samples.visit(check())
    }

    /// Finds what answers say and the schemas do not name: whoever writes a client from them would not know of it.
    private struct NamesCheck: SampleVisitor {
        let methods: [JSONValue]

        func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) throws {
            let entry = try #require(methods.first { $0["name"]?.stringValue == Request.method.rawValue })
            guard let named = entry["result"]?["properties"]?.objectValue?.map(\.key) else { return }
            for result in results {
                let said = try JSONValue(parsing: result.jsonBytes()).objectValue?.map(\.key) ?? []
                #expect(said.filter { !named.contains($0) } == [], "\(Request.method.rawValue)")
            }
        }

        func notification<Notification: WireNotification>(_ notification: Notification) {}
    }

    @Test("the schemas name all that our answers say")
    func names() throws {
        try Samples.visit(NamesCheck(methods: try check().methods))
    }

    /// Rules that the schemas cannot express: days of a month, offsets, upper case beyond ASCII.
    private static let beyondSchemas = ["params.until"]

    @Test(
        "the schemas accept and refuse the parameters that we accept and refuse", arguments: Schema.cases("params.json")
    )
    func schemasAgree(vector: JSONValue) throws {
        let check = try check()
        let entry = try #require(check.methods.first { $0["name"] == vector["method"] })
        // null counts as absent, which schemas in their simple form do not say.
        let params = try vector.need("params").withoutNulls
        let problems = check.validator.problems(params, try entry.need("params"))
        if vector["accept"]?.boolValue == true {
            #expect(problems.isEmpty)
        } else if !Self.beyondSchemas.contains(vector["path"]?.stringValue ?? "") {
            #expect(!problems.isEmpty)
        }
    }

    @Test("errors.json is the registry")
    func errors() throws {
        let published = try #require(try Schema.json("errors.json").need("errors").arrayValue)
        #expect(published.compactMap { $0["kind"]?.stringValue } == ErrorKind.allCases.map(\.rawValue))
        for (entry, kind) in zip(published, ErrorKind.allCases) {
            let definition = kind.definition
            #expect(entry["code"]?.intValue == Int64(definition.code), "\(kind)")
            #expect(entry["retry"]?.stringValue == definition.retry.rawValue, "\(kind)")
            #expect(entry["committed"]?.stringValue == definition.committed.rawValue, "\(kind)")
            #expect(entry["meaning"]?.stringValue == definition.meaning, "\(kind)")
        }
        #expect(Set(ErrorKind.allCases.map(\.code)).count == ErrorKind.allCases.count)
    }

    @Test("the specification speaks of every method, every error and every reason to end a session")
    func specification() throws {
        let text = try Schema.text("PROTOCOL.md")
        for method in Method.allCases { #expect(text.contains("`\(method.rawValue)`"), "\(method.rawValue)") }
        for kind in ErrorKind.allCases { #expect(text.contains("`\(kind.rawValue)`"), "\(kind.rawValue)") }
        for reason in SessionEnd.allCases { #expect(text.contains("`\(reason.rawValue)`"), "\(reason.rawValue)") }
        for role in WireRole.allCases { #expect(text.contains("`\(role.rawValue)`"), "\(role.rawValue)") }
    }

    private static let accessCases: [(WireRoles, Method, Bool)] = [
        (.agent, .ticketClaim, true), (.agent, .logRead, false), (.agent, .messageReceive, false),
        (.agent, .auditInbox, false), (.agent, .logSubscribe, true), (.supervisor, .replyApprove, true),
        (.connector, .messageReceive, true), (.connector, .replyFailed, true), (.connector, .inboxList, false),
        (.agent, .ticketFollow, true), (.bot, .ticketFollow, false), (.bot, .notificationList, true),
        (.auditor, .notificationList, false), (.connector, .notificationRead, false),
        (.connector, .messageEdit, true), (.connector, .signalReceive, true), (.agent, .messageWithdraw, false),
        (.connector, .ticketReply, false), (.connector, .workspaceStats, true), (.bot, .ticketReply, true),
        (.bot, .ticketUntag, true), (.bot, .ticketResolve, false), (.bot, .ticketClaim, false),
        (.bot, .replyApprove, false), (.bot, .replyDraft, true), (.bot, .draftList, false),
        (.trainee, .replyDraft, true), (.trainee, .ticketClaim, true), (.trainee, .replyApprove, false),
        (.connector, .outboxList, true), (.bot, .outboxList, false), (.connector, .replyAttempt, true),
        (.agent, .replyCarried, false), (.connector, .replyRetry, false),
        (.supervisor, .replyUnknown, true), (.agent, .replyUnknown, false), (.supervisor, .replyFailed, false),
        (.agent, .replyRetry, true), (.trainee, .replyRetry, false), (.trainee, .replyReject, false),
        (.trainee, .draftList, true), (.supervisor, .replyReject, true),
        (.bot, .timelineList, true), (.auditor, .logRead, true),
        (.auditor, .auditInbox, true), (.auditor, .ticketNote, false), (.auditor, .inboxList, true),
        (.admin, .channelSet, true), (.admin, .ticketClaim, false), (.supervisor, .teamSet, false),
        (.supervisor, .agentSet, true), (.agent, .agentSet, false), (.agent, .agentAvailability, true),
        (.agent, .settingsHistory, false), (.connector, .settingsGet, false), (.bot, .assignmentExplain, true),
        ([.auditor, .agent], .ticketNote, true), ([], .workspaceStats, false),
    ]

    @Test("roles open what is theirs and nothing else", arguments: accessCases)
    func access(roles: WireRoles, method: Method, isAllowed: Bool) {
        #expect(method.isAllowed(to: roles) == isAllowed)
    }

    @Test("auditors have no command, and connectors share none with people and bots but to give a reply up")
    func accessByKind() {
        for method in Method.allCases where method.kind == .command {
            #expect(!method.isAllowed(to: .auditor), "\(method.rawValue)")
            if method.isAllowed(to: .connector), method != .replyUnknown {
                #expect(!method.isAllowed(to: [.agent, .supervisor, .bot, .admin]), "\(method.rawValue)")
            }
        }
    }
}

extension JSONValue {
    /// The value without members that are null.
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.value != .null }.map { JSONMember($0.key, $0.value.withoutNulls) })
    }
}
