extension Method {
    /// One row of the catalogue.
    package struct Definition: Sendable {
        /// What it is about.
        package let kind: Kind
        /// Who sends it, and whether it is answered.
        package let shape: Shape
        /// Any one of these suffices. Notifications of the server reach whoever subscribed.
        package let roles: WireRoles

        init(_ kind: Kind, _ roles: WireRoles, _ shape: Shape = .request) {
            self.kind = kind
            self.shape = shape
            self.roles = roles
        }
    }

    /// The one table of who may do what; `schema/protocol/methods.json` says the same.
    ///
    /// People work tickets; of trainees a person looks at each reply. A bot reads, drafts, notes and tags, but does not
    /// decide: it neither takes nor closes a ticket. Connectors bring in and carry out, and read nothing but the feed.
    /// Auditors read all and change nothing. Admins say how the workspace works.
    package var definition: Definition {
        switch self {
        case .sessionHello: Definition(.session, .everyone)
        case .sessionPing: Definition(.session, .everyone, .notification)
        case .sessionGoAway: Definition(.session, .everyone, .serverNotification)

        case .messageReceive, .replyRecord, .postRecord, .replyDelivered, .replyFailed, .replyAttempt, .replyCarried,
            .replyRead:
            Definition(.command, .connector)
        case .replyUnknown: Definition(.command, [.connector, .supervisor])
        case .messageEdit, .messageWithdraw, .signalReceive: Definition(.command, .connector)
        case .feedbackReceive: Definition(.command, .connector)
        case .feedbackList: Definition(.query, [.agent, .supervisor, .auditor, .trainee])

        case .ticketReply, .ticketNote, .ticketTag, .ticketUntag, .replyDraft:
            Definition(.command, [.agent, .supervisor, .bot, .trainee])
        case .ticketRun: Definition(.command, [.agent, .supervisor, .trainee])
        case .ticketClaim, .ticketRelease, .ticketAssign, .ticketResolve, .ticketReopen, .ticketSnooze:
            Definition(.command, [.agent, .supervisor, .trainee])
        case .ticketSwitch: Definition(.command, [.agent, .supervisor])
        case .replyApprove, .replyReject, .replyRetry: Definition(.command, [.agent, .supervisor])

        case .channelSet, .channelRetire, .teamSet, .teamRetire, .policySet: Definition(.command, .admin)
        case .agentSet, .templateSet, .templateRetire, .articleSet, .articleRetire, .macroSet, .macroRetire:
            Definition(.command, [.supervisor, .admin])
        case .agentAvailability: Definition(.command, [.agent, .supervisor, .admin, .trainee])
        case .templatePreview: Definition(.query, [.agent, .supervisor, .bot, .admin, .trainee])
        case .settingsGet, .agentList, .assignmentExplain, .materialList:
            Definition(.query, [.agent, .supervisor, .bot, .auditor, .admin, .trainee])
        case .crisisDeclare, .crisisLift: Definition(.command, [.supervisor, .admin])
        case .crisisGet, .crisisList:
            Definition(.query, [.agent, .supervisor, .bot, .auditor, .admin, .trainee])
        case .settingsHistory: Definition(.query, [.auditor, .supervisor, .admin])
        case .ticketFollow, .ticketUnfollow: Definition(.command, [.agent, .supervisor, .trainee])
        case .ticketRoute: Definition(.command, [.agent, .supervisor])
        case .ticketSpam, .ticketUnspam, .customerBlock, .customerUnblock:
            Definition(.command, [.agent, .supervisor])
        case .ticketPrioritise, .ticketClassify: Definition(.command, [.agent, .supervisor, .bot, .trainee])
        case .ticketLink, .ticketUnlink, .problemOpen, .problemClose: Definition(.command, [.agent, .supervisor])
        case .problemNotify: Definition(.command, .supervisor)
        case .problemList, .problemGet: Definition(.query, [.agent, .supervisor, .bot, .auditor, .trainee])
        case .causesSet, .productsSet: Definition(.command, .admin)
        case .causeList, .productList:
            Definition(.query, [.agent, .supervisor, .bot, .auditor, .admin, .trainee])
        case .customerLink, .customerUnlink, .customerMerge, .customerUnmerge:
            Definition(.command, [.agent, .supervisor])
        case .customerGet: Definition(.query, [.agent, .supervisor, .bot, .auditor, .trainee])
        case .ticketMerge, .ticketUnmerge, .ticketSplit: Definition(.command, [.agent, .supervisor])
        case .notificationRead: Definition(.command, [.agent, .supervisor, .bot, .trainee])
        case .notificationList: Definition(.query, [.agent, .supervisor, .bot, .trainee])

        case .inboxList, .ticketGet, .timelineList:
            Definition(.query, [.agent, .supervisor, .bot, .auditor, .trainee])
        case .outboxList: Definition(.query, [.agent, .connector, .supervisor, .auditor])
        case .draftList: Definition(.query, [.agent, .supervisor, .auditor, .trainee])
        case .logRead, .auditInbox: Definition(.query, .auditor)
        case .workspaceStats: Definition(.query, .everyone)

        case .logSubscribe, .subscriptionCredit, .subscriptionCancel: Definition(.subscription, .everyone)
        case .logEvents: Definition(.subscription, .everyone, .serverNotification)
        }
    }

    /// What it is about.
    package var kind: Kind { definition.kind }

    /// Who sends it, and whether it is answered.
    package var shape: Shape { definition.shape }

    /// Whether somebody with these roles may use it; if not, the answer is `forbidden`.
    package func isAllowed(to roles: WireRoles) -> Bool { !definition.roles.isDisjoint(with: roles) }
}
