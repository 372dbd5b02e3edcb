package import Ticketing

/// From where customers were asked to go, where to and why: what is counted.
///
/// **Shape**: a row of `view_<n>.switch_count`.
package struct SwitchKind: Hashable, Sendable {
    package let from: ChannelID
    package let to: SwitchTarget
    package let reason: SwitchReason

    package init(from: ChannelID, to: SwitchTarget, reason: SwitchReason) {
        self.from = from
        self.to = to
        self.reason = reason
    }
}
