internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// What holds until it is lifted.
extension Dispatcher {
    func declareCrisis(_ params: CrisisDeclare) throws(RPCError) -> DeskCommand {
        var declaration = CrisisDeclaration(reason: params.reason)
        let channels = try Params.channels(params.channels, "channels") ?? []
        declaration.channels = Set(channels).sorted { $0.name < $1.name }
        declaration.freezes = (params.freezes ?? []).compactMap { Freeze(rawValue: $0.rawValue) }.sorted()
        if let raise = params.raise {
            declaration.raises = CrisisRaise(
                tags: try Params.sorted(raise.tags ?? [], "raise.tags", Params.tag),
                waitingSeconds: raise.waitingSeconds)
        }
        if let notify = params.notify { declaration.notify = try Params.sorted(notify, "notify", Params.team) }
        return .declareCrisis(declaration)
    }

    func crisisDeclared(_ done: CommandResult) throws(RPCError) -> CrisisDeclareResult {
        CrisisDeclareResult(
            position: done.position.value, crisis: try done.told(done.receipt.crisis).description,
            version: Int64(try done.told(done.receipt.version).value))
    }

    func liftCrisis(_ params: DocumentCommand<WireCrisisName>) throws(RPCError) -> DeskCommand {
        .liftCrisis(try Params.crisis(params.document.crisis))
    }

    func getCrisis(_ params: CrisisGet, _ context: RequestContext) async throws(RPCError) -> CrisisGetResult {
        let id = try Params.crisis(params.crisis)
        do {
            let crisis = try await desk.crisis(id, as: context.principal, deadline: context.deadline)
            return CrisisGetResult(crisis: WireCrisis(crisis))
        } catch {
            throw RPCError(error, repeating: .crisisGet)
        }
    }

    func listCrises(_ params: CrisisList, _ context: RequestContext) async throws(RPCError) -> CrisisListResult {
        do {
            let crises = try await desk.crises(
                limit: params.limit ?? Limits.pageItemsDefault, as: context.principal, deadline: context.deadline)
            return CrisisListResult(crises: crises.map { WireCrisis($0) })
        } catch {
            throw RPCError(error, repeating: .crisisList)
        }
    }
}

extension WireCrisis {
    fileprivate init(_ answer: CrisisAnswer) {
        let settings = answer.settings
        self.init(
            crisis: settings.crisis.description, channels: settings.channels.map(\.name),
            freezes: settings.freezes.map(\.rawValue),
            raise: settings.raises.map {
                WireCrisisRaise(tags: $0.tags.isEmpty ? nil : $0.tags.map(\.name), waitingSeconds: $0.waitingSeconds)
            }, notify: settings.notify.map(\.name), reason: settings.reason, declared: Moment(answer.declared),
            lifted: answer.lifted.map { Moment($0) },
            report: answer.report.flatMap { report in
                answer.reported.map { moment in
                    Report(
                        position: moment.position.value, at: WireTime(moment.at), raised: Int64(report.raised),
                        restored: Int64(report.restored), notified: Int64(report.notified))
                }
            })
    }
}

extension WireCrisis.Moment {
    fileprivate init(_ moment: CrisisMoment) {
        self.init(
            position: moment.position.value, at: WireTime(moment.at),
            by: WireActor(
                id: moment.by.id.description, kind: WireActorKind(moment.kind), name: moment.by.name))
    }
}
