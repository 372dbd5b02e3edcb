internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    private static let crisis = CrisisID(.numbered(0xc1))
    private static let workspace = StreamID.workspace(WorkspaceID(.numbered(0xaa)))

    /// What holds until it is lifted.
    static func crisisFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let event: SettingEvent =
            switch type {
            case .crisisDeclared: .crisisDeclared(CrisisSettings(crisis: crisis, reason: "Payments are \"down\""))
            case .crisisLifted: .crisisLifted(CrisisLifted(crisis: crisis, agents: [alice, carol]))
            default: .crisisReported(CrisisReport(crisis: crisis, raised: 12, restored: 0, notified: 2))
            }
        return (workspace, .setting(event), nil)
    }

    /// With all there is.
    static func fullCrisis(of type: EventType) -> (StreamID, Event, Personal?) {
        let event: SettingEvent =
            type == .policySet
            ? .policySet(PolicySettings(capacityBinds: .automatic, duty: [TeamID("billing")!, TeamID("care")!]))
            : .crisisDeclared(
                CrisisSettings(
                    crisis: crisis, channels: [channel], freezes: Freeze.allCases,
                    raises: CrisisRaise(tags: [Tag("payment")!], waitingSeconds: 0), notify: [TeamID("care")!],
                    agents: [alice, carol], reason: "\u{1f6a8}"))
        return (workspace, .setting(event), nil)
    }
}
