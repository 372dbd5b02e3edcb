internal import Identity

// What stands still in a crisis.
extension TicketState {
    /// Which crisis keeps this from being done; nil if none does.
    func freezing(_ command: TicketCommand, _ context: TicketContext) -> CrisisID? {
        if context.frozen == .nothing { return nil }
        if let crisis = context.frozen.bots, context.actor.kind == .bot { return crisis }
        guard let crisis = context.frozen.templates else { return nil }
        switch command {
        case .reply(_, _, let material, _), .draft(_, _, let material, _):
            return material?.isCanned == true ? crisis : nil
        case .approve(let reply, nil, _):
            // In other words it is the answer of whoever chose them.
            guard let draft = replies[reply], draft.stage == .draft, draft.material?.isCanned == true else {
                return nil
            }
            return crisis
        default: return nil
        }
    }
}
