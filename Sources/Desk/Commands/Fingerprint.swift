internal import Identity
internal import Ticketing
internal import Vault

extension DeskCommand {
    /// SHA-256 over what is asked and by whom: the same command id with another fingerprint is an error.
    func fingerprint(by agent: AgentID) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [agent.description, name] + parts {
            // Parts are told apart by their lengths; an absent one differs from an empty one.
            if let part {
                let utf8 = Array(part.utf8)
                bytes += [1] + withUnsafeBytes(of: UInt32(utf8.count).bigEndian) { Array($0) } + utf8
            } else {
                bytes.append(0)
            }
        }
        return Digest.sha256(bytes)
    }

    private var parts: [String?] {
        switch self {
        case .receive(let message):
            [
                message.channel.name, message.externalId, message.author.handle, message.author.name, message.text,
                message.occurredAt?.description, message.inReplyTo,
            ] + message.nature.parts
        case .recordReply(let reply):
            [
                reply.channel.name, reply.externalId, reply.author.handle, reply.author.name, reply.text,
                reply.occurredAt?.description, reply.inReplyTo, reply.to?.handle, reply.to?.name,
            ]
        case .recordPost(let post):
            [
                post.channel.name, post.externalId, post.author.handle, post.author.name, post.text,
                post.occurredAt?.description,
            ]
        case .ticket(let ticket, let action): [ticket.description] + action.parts
        // As it was before there was a text to give: what was sent before an upgrade may come again after it.
        case .approve(let reply, let text, let seen):
            [reply.description, seen?.description] + (text.map { [$0] } ?? [])
        case .reject(let reply, let reason): [reply.description, reason]
        case .attempt(let reply, let attempt): [reply.description, "\(attempt)"]
        // As above.
        case .receipt(let reply, let delivery, let attempt, let externalId, let reason):
            [reply.description, delivery == .failed || delivery == .unknown ? reason : externalId]
                + (attempt.map { ["\($0)"] } ?? [])
        case .retry(let reply): [reply.description]
        case .setting(let setting): setting.parts
        case .agent(let agent, let command): [agent.description] + command.parts
        case .material(let id, let command): [id.description] + command.parts
        case .edit(let edit):
            [edit.channel.name, edit.externalId, edit.revision, edit.text, edit.occurredAt?.description]
        case .withdraw(let withdrawal):
            [withdrawal.channel.name, withdrawal.externalId, withdrawal.occurredAt?.description]
        case .signal(let signal): signal.parts
        case .feedback(let feedback): feedback.parts
        case .readNotifications(let upTo): [upTo.description]
        case .merge(let from, let into): [from.description, into.description]
        case .unmerge(let ticket): [ticket.description]
        case .split(let ticket, let messages): [ticket.description] + messages.map(\.description)
        case .openProblem(let opened): [opened.title, opened.cause?.name, opened.product?.name]
        case .closeProblem(let problem): [problem.description]
        case .notice(let notice):
            [notice.problem.description, notice.text, "\(notice.resolves)", notice.after?.description]
        case .block(let customer, _, let reason): [customer.description, reason]
        case .customer(let link): link.parts
        case .declareCrisis(let declaration): declaration.parts
        case .liftCrisis(let crisis): [crisis.description]
        }
    }
}

extension TicketAction {
    fileprivate var parts: [String?] {
        switch self {
        case .claim, .release, .resolve, .reopen, .follow, .unfollow, .markSpam, .unmarkSpam, .route: []
        case .assign(let agent, let team): [agent?.description, team?.name]
        // As it was before there was anything to answer with.
        case .reply(let text, let from, let seen), .draft(let text, let from, let seen):
            [text, seen?.description] + (from?.parts ?? [])
        case .run(let macro, let values, let language, let seen):
            [macro.name, seen?.description] + PreparedReply(values: values, language: language).parts
        case .note(let text, let mentions): [text] + mentions.map(\.description)
        case .tag(let tags), .untag(let tags): tags.map(\.name)
        case .snooze(let until): [until.description]
        case .askSwitch(let wish): [wish.target.name, wish.reason.code, wish.words, wish.text, wish.seen?.description]
        case .prioritise(let priority): [priority.rawValue]
        case .link(let problem), .unlink(let problem): [problem.description]
        case .classify(let change):
            TicketClass.allCases.flatMap { [change.sets[$0]?.name, change.clears.contains($0) ? "clear" : nil] }
        }
    }
}

// Documents have parts of any number: each list is one part, of names that hold no comma.
extension SettingCommand {
    fileprivate var parts: [String?] {
        switch self {
        case .setChannel(let channel):
            [
                channel.channel.name, channel.access.rawValue, channel.purpose?.name, channel.language?.tag,
                channel.team?.name, joined(channel.skills, \.name), joined(channel.alone, \.rawValue),
                "\(channel.isIdempotent)",
            ] + (channel.requires.isEmpty ? [] : [joined(channel.requires, \.rawValue)])
        case .retireChannel(let channel): [channel.name]
        case .setTeam(let team): [team.team.name, team.name, joined(team.rule, \.rawValue), team.language.rawValue]
        case .retireTeam(let team): [team.name]
        case .setTree(_, let tree):
            tree.nodes.flatMap { [$0.id.name, $0.parent?.name, $0.name, $0.isRetired ? "retired" : nil] }
        case .setPolicy(let policy):
            [
                "\(policy.presence.quietSeconds)", "\(policy.presence.graceSeconds)", policy.presence.whenGone.rawValue,
                policy.capacityBinds.rawValue,
            ] + policy.tagSkills.flatMap { [$0.tag.name, $0.skill.name] }
                // As it was before there was anybody on duty.
                + (policy.duty.isEmpty ? [] : ["duty", joined(policy.duty, \.name), nil])
        // These are not asked for like this.
        case .declareCrisis(let settings): [settings.crisis.description]
        case .liftCrisis(let crisis): [crisis.description]
        case .reportCrisis(let report, _): [report.crisis.description]
        }
    }
}

extension AgentCommand {
    fileprivate var parts: [String?] {
        switch self {
        case .setProfile(let profile):
            [
                joined(profile.teams, \.name), joined(profile.skills, \.name), joined(profile.languages, \.tag),
                profile.capacity.all.map { "\($0)" }, joined(profile.capacity.networks) { "\($0.network)=\($0.max)" },
            ]
        case .setAvailability(let availability): [availability.state.rawValue, availability.until?.description]
        case .connect: []
        case .disconnect(let since): [since.description]
        }
    }
}

extension MaterialCommand {
    fileprivate var parts: [String?] {
        switch self {
        case .retire: []
        case .set(.template(let template)): [template.title] + template.texts.flatMap { [$0.language.tag, $0.text] }
        case .set(.article(let article)): [article.title, article.url, article.language?.tag]
        case .set(.macro(let macro)): [macro.title, macro.template?.name] + macro.actions.map(\.part)
        }
    }
}

extension CrisisDeclaration {
    fileprivate var parts: [String?] {
        [
            // No name of a channel holds a line's end.
            channels.map(\.name).joined(separator: "\n"), joined(freezes, \.rawValue),
            raises.map { joined($0.tags, \.name) }, raises?.waitingSeconds.map { "\($0)" },
            notify.map { joined($0, \.name) }, reason,
        ]
    }
}

extension PreparedReply {
    fileprivate var parts: [String?] {
        [template?.name, language?.tag, joined(articles, \.name)]
            + values.sorted { $0.key < $1.key }.flatMap { [$0.key.name, $0.value] }
    }
}

extension MacroAction {
    fileprivate var part: String {
        switch self {
        case .tag(let tag): "tag \(tag)"
        case .untag(let tag): "untag \(tag)"
        case .team(let team): "team \(team)"
        case .snooze(let seconds): "snooze \(seconds)"
        case .resolve: "resolve"
        }
    }
}

private func joined<Element>(_ elements: [Element], _ name: (Element) -> String) -> String {
    elements.map(name).joined(separator: ",")
}
